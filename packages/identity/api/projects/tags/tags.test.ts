import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../../testing/index.ts";
import { addMember } from "../../../testing/members.ts";

describe("project tags", () => {
  let service: TestService;
  let token: string;
  let path: string;
  let projectId: string;
  beforeAll(async () => {
    service = await startTestService();
    token = await service.adminToken();
    const body = { project: { name: "tagged", tags: ["b", "a"] } };
    projectId = (await service.request("POST", "/v3/projects", { token, body })).body.project.id;
    path = `/v3/projects/${projectId}/tags`;
  });
  afterAll(() => service.close());

  const ask = (method: string, tag = "", body?: unknown) => service.request(method, `${path}${tag}`, { token, body });
  const tags = async () => (await ask("GET")).body.tags;

  test("200, 201, 204: tags are listed, added, found, replaced and removed with Keystone's answers", async () => {
    const listed = await ask("GET");
    expect(listed.body).toEqual({ links: { self: "http://identity.test:5000/v3" }, tags: ["a", "b"] });
    const added = await ask("PUT", "/c");
    expect([added.status, added.text]).toEqual([201, ""]);
    expect(added.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(added.headers.location).toBe(`http://identity.test:5000/v3/${projectId}/tags/c`);
    expect((await ask("GET", "/c")).status).toBe(204);
    expect((await ask("HEAD", "/c")).status).toBe(204);
    const replaced = await ask("PUT", "", { tags: ["y", "x"] });
    expect([replaced.status, replaced.body.tags]).toEqual([200, ["y", "x"]]);
    expect((await ask("DELETE", "/x")).status).toBe(204);
    expect(await tags()).toEqual(["y"]);
    expect((await ask("DELETE")).status).toBe(204);
    expect(await tags()).toEqual([]);
  });

  test("404: a tag or a project that is not there", async () => {
    expect((await ask("GET", "/zz")).body.error.message).toBe("Could not find project tag: zz.");
    expect((await ask("DELETE", "/zz")).body.error.message).toBe("Could not find project tag: zz.");
    expect((await service.request("GET", "/v3/projects/none/tags", { token })).body.error.message).toBe(
      "Could not find project: none.",
    );
    expect((await service.request("PUT", "/v3/projects/none/tags/a", { token })).status).toBe(404);
  });

  test("400 and 409: tags have a form, a number and no twins", async () => {
    expect((await ask("PUT", "", {})).body.error.message).toBe("{} is not of type 'array'");
    expect((await ask("PUT", "/a%2Cb")).status).toBe(400);
    expect((await ask("PUT", "", { tags: ["a,b"] })).status).toBe(400);
    expect((await ask("PUT", "", { tags: ["a", "a"] })).body.error.message).toBe("['a', 'a'] has non-unique elements");
    expect((await ask("PUT", "", { tags: ["a", " a"] })).status).toBe(409);
    const many = Array.from({ length: 80 }, (_, index) => `t${index}`);
    expect((await ask("PUT", "", { tags: many })).status).toBe(200);
    expect((await ask("PUT", "/one-more")).status).toBe(400);
    expect((await ask("PUT", "/t1")).status).toBe(400);
    expect(await tags()).toHaveLength(80);
  });

  test("403: an immutable project keeps its tags", async () => {
    const body = { project: { name: "still", tags: ["a"], options: { immutable: true } } };
    const { id } = (await service.request("POST", "/v3/projects", { token, body })).body.project;
    const on = (method: string, rest: string, sent?: unknown) =>
      service.request(method, `/v3/projects/${id}/tags${rest}`, { token, body: sent });
    const text = (verb: string) =>
      `Cannot ${verb} project tags for ${id}, project is immutable. Set "immutable" option to false before creating project tags.`;
    expect((await on("PUT", "/b")).body.error.message).toBe(text("create"));
    expect((await on("PUT", "", { tags: [] })).body.error.message).toBe(text("update"));
    expect((await on("DELETE", "")).body.error.message).toBe(text("update"));
    expect((await on("DELETE", "/a")).body.error.message).toBe(text("delete"));
    expect((await on("GET", "")).body.tags).toEqual(["a"]);
  });

  test("401 and 403: a reader of the project reads its tags and changes none; others see nothing", async () => {
    const reader = await addMember(service, "reader", { project: projectId });
    const stranger = await addMember(service, "reader", { project: service.adminProjectId });
    const status = async (method: string, rest: string, as?: string) =>
      (await service.request(method, path + rest, { ...(as ? { token: as } : {}), ...(rest ? {} : { body: { tags: [] } }) }))
        .status;
    for (const [method, rest] of [
      ["GET", ""],
      ["GET", "/t1"],
      ["PUT", ""],
      ["PUT", "/q"],
      ["DELETE", ""],
      ["DELETE", "/t1"],
    ] as const) {
      expect(await status(method, rest)).toBe(401);
      expect(await status(method, rest, stranger.token)).toBe(403);
      expect(await status(method, rest, reader.token)).toBe(method !== "GET" ? 403 : rest === "" ? 200 : 204);
    }
  });
});
