import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

describe("services", () => {
  let service: TestService;
  let token: string;
  beforeAll(async () => {
    service = await startTestService();
    token = await service.adminToken();
  });
  afterAll(() => service.close());

  const call = (method: string, path: string, body?: unknown) =>
    service.request(method, `/v3/services${path}`, { token, ...(body === undefined ? {} : { body: { service: body } }) });

  test("create, get, update and list answer with Keystone's bodies", async () => {
    const given = { type: "gtype", name: "gsvc", description: "s", enabled: true };
    const created = await call("POST", "", given);
    expect(created.status).toBe(201);
    const { id } = created.body.service;
    const shown = { ...given, id, links: { self: `http://identity.test:5000/v3/services/${id}` } };
    expect(created.body).toEqual({ service: shown });
    expect((await call("GET", `/${id}`)).body).toEqual(created.body);
    const updated = await call("PATCH", `/${id}`, { description: "t" });
    expect(updated.status).toBe(200);
    expect(updated.body).toEqual({ service: { ...shown, description: "t" } });
    const links = { next: null, previous: null, self: "http://identity.test:5000/v3/services?type=gtype" };
    expect((await call("GET", "?type=gtype")).body).toEqual({ services: [{ ...shown, description: "t" }], links });
    expect((await call("GET", "?name=gsvc")).body.services).toHaveLength(1);
    expect((await call("GET", "?name__icontains=GSV")).body.services).toHaveLength(1);
    expect((await call("GET", "?name=other&type=gtype")).body.services).toEqual([]);
  });

  test("a service without a name gets an empty one and is enabled", async () => {
    const { body } = await call("POST", "", { type: "t", "os-tag": 1 });
    expect(body.service).toMatchObject({ name: "", enabled: true, os_tag: 1 });
  });

  test("deleting a service deletes its endpoints with their associations", async () => {
    const { id } = (await call("POST", "", { type: "t" })).body.service;
    const endpoint = { interface: "public", service_id: id, url: "http://x.test" };
    const made = (await service.request("POST", "/v3/endpoints", { token, body: { endpoint } })).body.endpoint;
    const association = `/v3/OS-EP-FILTER/projects/${service.adminProjectId}/endpoints/${made.id}`;
    expect((await service.request("PUT", association, { token })).status).toBe(204);
    expect((await call("DELETE", `/${id}`)).status).toBe(204);
    expect((await service.request("GET", `/v3/endpoints/${made.id}`, { token })).status).toBe(404);
    expect(await service.identity.database.query.selectFrom("project_endpoint").selectAll().execute()).toEqual([]);
    const gone = await call("GET", `/${id}`);
    expect(gone.status).toBe(404);
    expect(gone.body.error.message).toBe(`Could not find service: ${id}.`);
  });

  test("bodies that do not fit the schema are 400", async () => {
    expect((await call("POST", "", { name: "x" })).body.error.message).toBe("'type' is a required property");
    expect((await call("POST", "", { type: "t", enabled: "yes" })).status).toBe(400);
    const { id } = (await call("POST", "", { type: "t" })).body.service;
    expect((await call("PATCH", `/${id}`, { id: "other" })).body.error.message).toBe("Cannot change ID");
  });

  test("readers need a role that may read, changes are for administrators, and nothing is for callers without a token", async () => {
    const member = await addMember(service, "member", { project: service.adminProjectId });
    const reader = await addMember(service, "reader", { system: true });
    const body = { service: { type: "t" } };
    for (const [method, path] of [
      ["GET", ""],
      ["GET", "/x"],
      ["POST", ""],
      ["PATCH", "/x"],
      ["DELETE", "/x"],
    ] as const) {
      const given = method === "POST" || method === "PATCH" ? { body } : {};
      expect((await service.request(method, `/v3/services${path}`, { token: member.token, ...given })).status).toBe(403);
      expect((await service.request(method, `/v3/services${path}`, given)).status).toBe(401);
    }
    expect((await service.request("GET", "/v3/services", { token: reader.token })).status).toBe(200);
    expect((await service.request("POST", "/v3/services", { token: reader.token, body })).status).toBe(403);
  });
});
