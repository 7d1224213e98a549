import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

describe("policies", () => {
  let service: TestService;
  let token: string;
  beforeAll(async () => {
    service = await startTestService();
    token = await service.adminToken();
  });
  afterAll(() => service.close());

  const call = (method: string, path: string, policy?: unknown) =>
    service.request(method, `/v3/policies${path}`, { token, ...(policy === undefined ? {} : { body: { policy } }) });

  test("create, get, update, list and delete answer with Keystone's bodies", async () => {
    const given = { type: "application/json", blob: '{"a":"b"}', "a-b": 1 };
    const created = await call("POST", "", given);
    expect(created.status).toBe(201);
    const { id } = created.body.policy;
    const links = { self: `http://identity.test:5000/v3/policies/${id}` };
    const shown = { id, type: given.type, blob: given.blob, a_b: 1, links };
    expect(created.body).toEqual({ policy: shown });
    expect((await call("GET", `/${id}`)).body).toEqual(created.body);
    const updated = await call("PATCH", `/${id}`, { blob: "{}" });
    expect(updated.body).toEqual({ policy: { ...shown, blob: "{}" } });
    expect((await call("GET", "?type=application/json")).body.policies).toEqual([{ ...shown, blob: "{}" }]);
    expect((await call("GET", "?type=other")).body.policies).toEqual([]);
    expect((await call("PATCH", `/${id}`, { id: "x" })).body.error.message).toBe("Cannot change policy ID");
    expect((await call("DELETE", `/${id}`)).status).toBe(204);
    expect((await call("GET", `/${id}`)).body.error.message).toBe(`Could not find policy: ${id}.`);
    expect((await call("DELETE", `/${id}`)).status).toBe(404);
  });

  test("a blob is stored as SQLAlchemy's JSON column stores it, so that Keystone reads it", async () => {
    const { id } = (await call("POST", "", { type: "t", blob: '{"a":1}' })).body.policy;
    const row = await service.identity.database.query.selectFrom("policy").selectAll().where("id", "=", id).executeTakeFirst();
    expect(row?.blob).toBe('"{\\"a\\":1}"');
  });

  test("bodies that do not fit the schema are 400", async () => {
    expect((await call("POST", "", { type: "t" })).body.error.message).toBe("'blob' is a required property");
    expect((await call("POST", "", { type: "t", blob: {} })).body.error.message).toContain("is not of type 'string'");
  });

  test("members get 403, callers without a token 401", async () => {
    const member = await addMember(service, "member", { project: service.adminProjectId });
    for (const [method, path] of [
      ["GET", ""],
      ["GET", "/x"],
      ["POST", ""],
      ["PATCH", "/x"],
      ["DELETE", "/x"],
    ] as const) {
      const given = method === "POST" || method === "PATCH" ? { body: { policy: {} } } : {};
      expect((await service.request(method, `/v3/policies${path}`, { token: member.token, ...given })).status).toBe(403);
      expect((await service.request(method, `/v3/policies${path}`, given)).status).toBe(401);
    }
  });
});
