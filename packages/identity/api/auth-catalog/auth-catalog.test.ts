import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";

describe("catalog of the caller's token", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await startTestService();
  });
  afterAll(() => service.close());

  const get = (token?: string) => service.request("GET", "/v3/auth/catalog", token === undefined ? {} : { token });

  test("a project-scoped token gets the catalog that stands in the token", async () => {
    const token = await service.adminToken();
    const answer = await get(token);
    expect(answer.status).toBe(200);
    const validated = await service.request("GET", "/v3/auth/tokens", { token, subjectToken: token });
    expect(answer.body).toEqual({
      catalog: validated.body.token.catalog,
      links: { self: "http://identity.test:5000/v3/auth/catalog" },
    });
    expect(answer.body.catalog[0].endpoints[0].url).toBe("http://identity.test:5000/v3");
  });

  test("what is associated with the project shows here as well", async () => {
    const token = await service.adminToken();
    const admin = { token };
    const other = (await service.request("POST", "/v3/services", { ...admin, body: { service: { type: "t" } } })).body.service;
    const endpoint = { interface: "public", service_id: other.id, url: "http://only.test" };
    const made = (await service.request("POST", "/v3/endpoints", { ...admin, body: { endpoint } })).body.endpoint;
    const association = `/v3/OS-EP-FILTER/projects/${service.adminProjectId}/endpoints/${made.id}`;
    await service.request("PUT", association, admin);
    expect((await get(token)).body.catalog.map((entry: { id: string }) => entry.id)).toEqual([other.id]);
    await service.request("DELETE", association, admin);
  });

  test("unscoped, system and domain tokens are refused, and so is no token", async () => {
    const unscoped = await service.login(passwordAuth(service.adminUserId, service.adminPassword));
    const system = await service.adminToken({ system: { all: true } });
    for (const token of [unscoped, system]) {
      const refused = await get(token);
      expect(refused.status).toBe(403);
      expect(refused.body.error.message).toBe("You are not authorized to perform the requested action.");
    }
    expect((await get()).status).toBe(401);
  });
});
