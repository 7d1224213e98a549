import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";
import { testRows } from "../../testing/rows.ts";

describe("roles", () => {
  let service: TestService;
  let admin: string;
  beforeAll(async () => {
    service = await startTestService();
    admin = await service.adminToken();
  });
  afterAll(() => service.close());

  const create = (role: object, token = admin) => service.request("POST", "/v3/roles", { token, body: { role } });
  const patch = (id: string, role: object, token = admin) =>
    service.request("PATCH", `/v3/roles/${id}`, { token, body: { role } });

  test("201: a role answers with exactly Keystone's fields, in its order", async () => {
    const answer = await create({ name: "grole", description: "r" });
    expect(answer.status).toBe(201);
    const { id } = answer.body.role;
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    const role = { id, name: "grole", domain_id: null, description: "r", options: {} };
    expect(answer.text.trim()).toBe(
      JSON.stringify({ role: { ...role, links: { self: `http://identity.test:5000/v3/roles/${id}` } } }),
    );
    expect((await service.request("GET", `/v3/roles/${id}`, { token: admin })).text).toBe(answer.text);
  });

  test("200: unknown attributes are kept, and written the way Keystone rewrites their names", async () => {
    const { body } = await create({ name: "extra", "cost-centre": 7, "a:b": "c" });
    expect(body.role).toMatchObject({ cost_centre: 7, a_b: "c" });
    const updated = await patch(body.role.id, { description: "d", colour: "red" });
    expect(updated.status).toBe(200);
    expect(updated.body.role).toMatchObject({ name: "extra", description: "d", cost_centre: 7, a_b: "c", colour: "red" });
  });

  test("200: lists show global roles, or those of the domain asked for, filtered by name", async () => {
    await create({ name: "of-domain", domain_id: "default" });
    const list = async (query: string): Promise<string[]> => {
      const answer = await service.request("GET", `/v3/roles${query}`, { token: admin });
      return answer.body.roles.map((role: { name: string }) => role.name);
    };
    const global = await list("");
    expect(global).toEqual(expect.arrayContaining(["admin", "member", "reader"]));
    expect(global).not.toContain("of-domain");
    expect(await list("?domain_id=default")).toEqual(["of-domain"]);
    expect(await list("?name=member")).toEqual(["member"]);
    expect((await list("?name__icontains=MEM")).sort()).toEqual(["member"]);
    expect(await list("?name=of-domain")).toEqual([]);
  });

  test("409: a name is unique among global roles and within each domain, but not across them", async () => {
    await create({ name: "twice" });
    const again = await create({ name: "twice" });
    expect(again.status).toBe(409);
    expect(again.body.error.message).toBe("Conflict occurred attempting to store role - Duplicate entry found with name twice.");
    expect((await create({ name: "twice", domain_id: "default" })).status).toBe(201);
    expect((await create({ name: "twice", domain_id: "default" })).body.error.message).toBe(
      "Conflict occurred attempting to store role - Duplicate entry found with name twice at domain ID default.",
    );
    const other = await create({ name: "other" });
    expect((await patch(other.body.role.id, { name: "twice" })).status).toBe(409);
  });

  test("400: schema violations, another ID and another domain are refused with Keystone's words", async () => {
    expect((await create({ description: "no name" })).body.error.message).toBe("'name' is a required property");
    expect((await create({ name: "x", options: { unknown: true } })).status).toBe(400);
    const { id } = (await create({ name: "fixed" })).body.role;
    expect((await patch(id, {})).body.error.message).toBe("{} does not have enough properties");
    expect((await patch(id, { id: "other" })).body.error.message).toBe("Cannot change ID");
    expect((await patch(id, { domain_id: "default" })).body.error.message).toBe("Update of `domain_id` is not allowed.");
  });

  test("403: an immutable role takes no change and no deletion until it is made mutable", async () => {
    const { id } = (await create({ name: "stone", options: { immutable: true } })).body.role;
    const refused = `immutable role resource: \`${id}. Set resource option "immutable" to false first.`;
    expect((await patch(id, { name: "sand" })).body.error.message).toBe(`Unable to update ${refused}`);
    expect((await patch(id, { name: "sand", options: { immutable: false } })).status).toBe(403);
    const kept = await service.request("DELETE", `/v3/roles/${id}`, { token: admin });
    expect(kept.status).toBe(403);
    expect(kept.body.error.message).toBe(`Unable to delete ${refused}`);
    const unlocked = await patch(id, { options: { immutable: false } });
    expect(unlocked.body.role.options).toEqual({ immutable: false });
    expect((await service.request("DELETE", `/v3/roles/${id}`, { token: admin })).status).toBe(204);
    expect((await service.request("GET", `/v3/roles/${id}`, { token: admin })).body.error.message).toBe(
      `Could not find role: ${id}.`,
    );
  });

  test("204: a deleted role leaves no assignment, rule or application credential behind, but leaves trusts unusable", async () => {
    const { id } = (await create({ name: "doomed" })).body.role;
    const { query } = service.identity.database;
    const member = await query.selectFrom("role").select("id").where("name", "=", "member").executeTakeFirstOrThrow();
    const row = { actor_id: service.adminUserId, role_id: id, inherited: 0 };
    await query
      .insertInto("assignment")
      .values({ ...row, type: "UserProject", target_id: service.adminProjectId })
      .execute();
    await query
      .insertInto("system_assignment")
      .values({ ...row, type: "UserSystem", target_id: "system" })
      .execute();
    await query.insertInto("implied_role").values({ prior_role_id: id, implied_role_id: member.id }).execute();
    await query.insertInto("trust_role").values({ trust_id: "t", role_id: id }).execute();
    for (const [internalId, roleId] of [
      [1, id],
      [2, member.id],
    ] as const) {
      await query
        .insertInto("application_credential")
        .values({ internal_id: internalId, id: `c${internalId}`, name: `c${internalId}`, secret_hash: "", user_id: "u" } as never)
        .execute();
      await query
        .insertInto("application_credential_role")
        .values({ application_credential_id: internalId, role_id: roleId })
        .execute();
    }
    expect((await service.request("DELETE", `/v3/roles/${id}`, { token: admin })).status).toBe(204);
    for (const table of ["assignment", "system_assignment", "application_credential_role"] as const) {
      expect(await query.selectFrom(table).selectAll().where("role_id", "=", id).execute()).toEqual([]);
    }
    expect(await query.selectFrom("implied_role").selectAll().where("prior_role_id", "=", id).execute()).toEqual([]);
    expect(await query.selectFrom("application_credential").select("id").execute()).toEqual([{ id: "c2" }]);
    expect(await query.selectFrom("trust_role").selectAll().where("role_id", "=", id).execute()).toHaveLength(1);
  });

  test("403 and 401: changing roles is for administrators, reading them for system readers too", async () => {
    const { id: userId, password } = await testRows(service).user("rita");
    const unscoped = await service.login(passwordAuth(userId, password));
    const reader = await service.identity.database.query
      .selectFrom("role")
      .select("id")
      .where("name", "=", "reader")
      .executeTakeFirstOrThrow();
    for (const [method, path] of [
      ["GET", "/v3/roles"],
      ["GET", `/v3/roles/${reader.id}`],
      ["POST", "/v3/roles"],
      ["PATCH", `/v3/roles/${reader.id}`],
      ["DELETE", `/v3/roles/${reader.id}`],
    ] as const) {
      const body = method === "POST" || method === "PATCH" ? { role: { name: "n" } } : undefined;
      expect((await service.request(method, path, { body })).status).toBe(401);
      expect((await service.request(method, path, { body, token: unscoped })).status).toBe(403);
    }
    await service.request("PUT", `/v3/system/users/${userId}/roles/${reader.id}`, { token: admin });
    const system = await service.login(passwordAuth(userId, password, { system: { all: true } }));
    expect((await service.request("GET", "/v3/roles", { token: system })).status).toBe(200);
    expect((await create({ name: "n" }, system)).status).toBe(403);
  });
});
