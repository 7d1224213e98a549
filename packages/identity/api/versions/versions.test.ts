import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { bestMatch } from "./accept.ts";
import { createJsonHome } from "./json-home/index.ts";

/** As a real Keystone answered `GET /v3`. */
const recorded = JSON.parse(readFileSync(new URL("json-home/testdata/v3.json", import.meta.url), "utf8"));

describe("versions", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.close());

  const get = (path: string, accept?: string) =>
    service.request("GET", path, accept === undefined ? {} : { headers: { accept } });
  const version = {
    id: "v3.14",
    status: "stable",
    updated: "2020-04-07T00:00:00Z",
    links: [{ rel: "self", href: "http://identity.test:5000/v3/" }],
    "media-types": [{ base: "application/json", type: "application/vnd.openstack.identity-v3+json" }],
  };

  test("the root offers the one version as a choice, and says where it is", async () => {
    const answer = await get("/");
    expect(answer.status).toBe(300);
    expect(answer.headers.location).toBe("http://identity.test:5000/v3/");
    expect(answer.headers["content-type"]).toMatch(/^application\/json(;|$)/);
    expect(answer.headers.vary).toBe("X-Auth-Token");
    expect(answer.body).toEqual({ versions: { values: [version] } });
  });

  test.each(["/v3", "/v3/"])("GET %s describes the version", async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ version });
  });

  test("the JSON-home document is the one that Keystone gave, with /v3 in front of the paths at the root", async () => {
    const ofVersion = await get("/v3", "application/json-home");
    expect(ofVersion.status).toBe(200);
    expect(ofVersion.headers["content-type"]).toBe("application/json-home");
    expect(JSON.parse(ofVersion.text)).toEqual(recorded);
    const ofRoot = await get("/", "application/json-home");
    expect(ofRoot.status).toBe(200);
    const hrefs = (home: object) => JSON.stringify(home).match(/"href(-template)?":"[^"]*"/g);
    const expected = hrefs(recorded)?.map((href) => href.replace('":"/', '":"/v3/'));
    expect(hrefs(JSON.parse(ofRoot.text))?.toSorted()).toEqual(expected?.toSorted());
  });

  test("every resource that the JSON-home document names is answered by the service", async () => {
    const unknown: string[] = [];
    for (const resource of Object.values(createJsonHome("/v3").resources)) {
      const path = (resource.href ?? resource["href-template"] ?? "").replaceAll(/\{\w+\}/g, "x");
      const answer = await service.request("OPTIONS", path);
      if (answer.status !== 200) unknown.push(path);
    }
    expect(unknown).toEqual([]);
  });

  test("an Accept header that fits neither form gets JSON", async () => {
    expect((await get("/v3", "text/html")).body).toEqual({ version });
    expect((await get("/v3", "application/json;q=0.1, application/json-home;q=0.9")).headers["content-type"]).toBe(
      "application/json-home",
    );
  });

  // Each choice is that of werkzeug.datastructures.MIMEAccept.best_match.
  test.each([
    ["", undefined],
    ["*/*", "application/json"],
    ["application/*", "application/json"],
    ["application/json-home", "application/json-home"],
    ["Application/JSON-Home", "application/json-home"],
    ["application/json, application/json-home", "application/json"],
    ["application/json-home, application/json", "application/json"],
    ["application/json-home, */*", "application/json-home"],
    ["application/json-home;q=0.5, */*;q=0.8", "application/json"],
    ["application/json-home; q=0.9, application/json; q=0.2", "application/json-home"],
    ["application/json-home;q=0", undefined],
    ["application/json;q=0, */*", "application/json-home"],
    ["application/json-home;version=1", undefined],
    ["application/json-home;q=x", "application/json-home"],
    ["*/json-home", undefined],
    ["json-home", undefined],
    ["text/html, application/xhtml+xml;q=0.9, */*;q=0.8", "application/json"],
  ])("the choice for Accept: %j is werkzeug's", (accept, expected) => {
    expect(bestMatch(accept, ["application/json", "application/json-home"])).toBe(expected);
  });
});
