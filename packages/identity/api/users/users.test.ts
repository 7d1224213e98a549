import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestDatabase } from "../../../../test/support/engines.ts";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";

describe.each(engines())("users on $name", (engine) => {
  let database: TestDatabase;
  let service: TestService;
  let token: string;
  let memberToken: string;
  beforeAll(async () => {
    database = await engine.createDatabase();
    service = await startTestService({ location: database.location });
    token = await service.adminToken();
    const member = await service.createUser("member");
    memberToken = await service.login(passwordAuth(member.id, member.password));
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  const post = (user: unknown, as = token) => service.request("POST", "/v3/users", { token: as, body: { user } });
  const patch = (id: string, user: unknown) => service.request("PATCH", `/v3/users/${id}`, { token, body: { user } });
  const get = (path: string, as = token) => service.request("GET", `/v3/users${path}`, { token: as });
  const remove = (id: string) => service.request("DELETE", `/v3/users/${id}`, { token });

  test("201: a new user is shown with Keystone's fields, unknown attributes first, and nothing of the password", async () => {
    const { status, body } = await post({
      name: " gu ",
      domain_id: "default",
      password: "gpw",
      email: "gu@example.net",
      description: "x",
      default_project_id: service.adminProjectId,
      options: { ignore_password_expiry: true },
      "a:b": 1,
      groups: ["hidden"],
    });
    expect(status).toBe(201);
    const { id } = body.user;
    expect(body.user).toEqual({
      email: "gu@example.net",
      description: "x",
      a_b: 1,
      id,
      name: "gu",
      domain_id: "default",
      enabled: true,
      default_project_id: service.adminProjectId,
      password_expires_at: null,
      options: { ignore_password_expiry: true },
      links: { self: `http://identity.test:5000/v3/users/${id}` },
    });
    expect(Object.keys(body.user).slice(0, 4)).toEqual(["email", "description", "a_b", "id"]);
    expect((await get(`/${id}`)).body).toEqual(body);
    await service.login(passwordAuth(id, "gpw"));
  });

  test("409: a name is taken once in a domain, in Keystone's words", async () => {
    await post({ name: "twice", domain_id: "default" });
    const again = await post({ name: "twice", domain_id: "default" });
    expect(again.status).toBe(409);
    expect(again.body.error.message).toBe(
      "Conflict occurred attempting to store user - Duplicate entry found with name twice at domain ID default.",
    );
    const other = (await post({ name: "other" })).body.user;
    const renamed = await patch(other.id, { name: "twice" });
    expect(renamed.status).toBe(409);
    expect(renamed.body.error.message).toBe(
      "Conflict occurred attempting to store user - Duplicate entry found with name twice.",
    );
    expect((await get(`/${other.id}`)).body.user.name).toBe("other");
  });

  test("a user without a password, or with null, cannot log in with anything", async () => {
    for (const user of [{ name: "none" }, { name: "null", password: null }]) {
      const { body } = await post(user);
      for (const password of ["", "null", "x"]) {
        const answer = await service.request("POST", "/v3/auth/tokens", { body: { auth: passwordAuth(body.user.id, password) } });
        expect(answer.status).toBe(401);
      }
    }
  });

  test("400: what is wrong with a new user is said in Keystone's words", async () => {
    const texts = async (user: unknown): Promise<string> => {
      const { status, body } = await post(user);
      expect(status).toBe(400);
      return body.error.message;
    };
    expect(await texts({})).toBe("'name' is a required property");
    expect(await texts({ name: "" })).toMatch(/^Invalid input for field 'name': '' is too short/);
    expect(await texts({ name: "x", enabled: "yes" })).toMatch(
      /^Invalid input for field 'enabled': 'yes' is not of type 'boolean'/,
    );
    expect(await texts({ name: "x", password: 1 })).toMatch(
      /^Invalid input for field 'password': '\*\*\*' is not of type 'string', 'null'/,
    );
    expect(await texts({ name: "x", options: { multi_factor_auth_rules: [[]] } })).toMatch(
      /^Invalid input for field 'options\/multi_factor_auth_rules\/0': \[\] is too short/,
    );
    expect(await texts({ name: "x", options: { unknown: 1 } })).toMatch(/'unknown' was unexpected/);
    expect(await texts({ name: "x", default_project_id: "default" })).toBe(
      "User's default project ID cannot be a domain ID: default",
    );
    expect(await texts({ name: "x", federated: [{ idp_id: "no", protocols: [{ protocol_id: "p", unique_id: "u" }] }] })).toBe(
      "Could not find Identity Provider: no",
    );
  });

  test("404: a domain that does not exist", async () => {
    const { status, body } = await post({ name: "x", domain_id: "nowhere" });
    expect(status).toBe(404);
    expect(body.error.message).toBe("Could not find domain: nowhere.");
  });

  test("200: an update changes what it names and shows unknown attributes twice", async () => {
    const { body } = await post({ name: "upd", email: "a@example.net", color: "red" });
    const { id } = body.user;
    const updated = await patch(id, { email: "b@example.net", name: "upd2", default_project_id: null, extra: { dropped: 1 } });
    expect(updated.status).toBe(200);
    expect(updated.body.user).toMatchObject({
      id,
      name: "upd2",
      email: "b@example.net",
      color: "red",
      extra: { email: "b@example.net", color: "red" },
    });
    expect((await get(`/${id}`)).body.user).not.toHaveProperty("extra");
  });

  test("200: options change one by one, and null removes one", async () => {
    const { body } = await post({ name: "opt", options: { lock_password: true, ignore_user_inactivity: false } });
    const { id } = body.user;
    expect((await patch(id, { options: { lock_password: false } })).body.user.options).toEqual({
      lock_password: false,
      ignore_user_inactivity: false,
    });
    // Keystone's schema does not let null through for these, and the store would take it.
    expect((await patch(id, { options: { lock_password: null } })).status).toBe(400);
  });

  test("400 and 404: ID and domain of a user never change, and what is not there cannot be updated", async () => {
    const { body } = await post({ name: "fixed" });
    const { id } = body.user;
    expect((await patch(id, { id: "other" })).body.error.message).toBe("Cannot change ID");
    expect((await patch(id, { domain_id: "other" })).body.error.message).toBe("Cannot change Domain ID");
    expect((await patch(id, {})).body.error.message).toBe("{} does not have enough properties");
    expect((await patch("nobody", { name: "x" })).status).toBe(404);
    expect((await get("/nobody")).body.error.message).toBe("Could not find user: nobody.");
    expect((await remove("nobody")).status).toBe(404);
  });

  test("a user's tokens end when they are disabled, given a password or deleted, and by no other update", async () => {
    const { id, password } = await service.createUser("revoked");
    const validate = async (subjectToken: string) =>
      (await service.request("GET", "/v3/auth/tokens", { token: await service.adminToken(), subjectToken })).status;
    const fresh = async (secret = password): Promise<string> => {
      await service.clock.advance(2000);
      const issued = await service.login(passwordAuth(id, secret));
      await service.clock.advance(1000);
      return issued;
    };
    token = await service.adminToken();
    const first = await fresh();
    await patch(id, { description: "changed" });
    expect(await validate(first)).toBe(200);
    await patch(id, { enabled: false });
    expect(await validate(first)).toBe(404);
    await patch(id, { enabled: true });
    const second = await fresh();
    await patch(id, { password: "next" });
    expect(await validate(second)).toBe(404);
    const third = await fresh("next");
    expect((await remove(id)).status).toBe(204);
    expect(await validate(third)).toBe(404);
  });

  test("204: with a user goes everything that is theirs; trusts are marked as deleted, in both directions", async () => {
    const { id } = await service.createUser("gone");
    const { database } = service.identity;
    const queries = database.query;
    const other = service.adminUserId;
    await queries
      .insertInto("credential")
      .values({ ...credentialRow("c1"), user_id: id })
      .execute();
    await queries
      .insertInto("credential")
      .values({ ...credentialRow("c2"), user_id: other })
      .execute();
    for (const [trustId, trustor, trustee] of [
      ["t1", id, other],
      ["t2", other, id],
      ["t3", other, other],
    ] as const) {
      await queries
        .insertInto("trust")
        .values({ ...trustRow(trustId), trustor_user_id: trustor, trustee_user_id: trustee })
        .execute();
    }
    const role = await queries.selectFrom("role").select("id").where("name", "=", "member").executeTakeFirstOrThrow();
    const assignment = { target_id: service.adminProjectId, role_id: role.id, inherited: 0 };
    await queries
      .insertInto("assignment")
      .values({ type: "UserProject", actor_id: id, ...assignment })
      .execute();
    await queries
      .insertInto("system_assignment")
      .values({ ...assignment, type: "UserSystem", actor_id: id, target_id: "system" })
      .execute();
    await queries
      .insertInto("application_credential")
      .values({ ...applicationCredentialRow("a1"), user_id: id })
      .execute();
    await queries.insertInto("access_rule").values({ external_id: "e1", user_id: id }).execute();
    const group = (await service.request("POST", "/v3/groups", { token, body: { group: { name: "of-gone" } } })).body.group;
    await service.request("PUT", `/v3/groups/${group.id}/users/${id}`, { token });

    expect((await remove(id)).status).toBe(204);
    const owned = [
      ["local_user", "user_id"],
      ["user_option", "user_id"],
      ["credential", "user_id"],
      ["application_credential", "user_id"],
      ["access_rule", "user_id"],
      ["user_group_membership", "user_id"],
      ["assignment", "actor_id"],
      ["system_assignment", "actor_id"],
    ] as const;
    for (const [table, column] of owned) {
      const rows = await queries
        .selectFrom(table as "local_user")
        .selectAll()
        .where(column as "user_id", "=", id)
        .execute();
      expect(rows, table).toEqual([]);
    }
    expect(await queries.selectFrom("credential").select("id").execute()).toEqual([{ id: "c2" }]);
    const trusts = await queries.selectFrom("trust").select(["id", "deleted_at"]).orderBy("id").execute();
    expect(trusts.map((trust) => [trust.id, trust.deleted_at === null])).toEqual([
      ["t1", false],
      ["t2", false],
      ["t3", true],
    ]);
  });

  test("403 and 401: a member may see themselves and nobody else, and no one without a token", async () => {
    const own = (await service.request("GET", "/v3/auth/tokens", { token, subjectToken: memberToken })).body.token.user.id;
    expect((await get(`/${own}`, memberToken)).status).toBe(200);
    expect((await get(`/${service.adminUserId}`, memberToken)).status).toBe(403);
    expect((await get("/nobody", memberToken)).status).toBe(403);
    expect((await get("", memberToken)).status).toBe(403);
    expect((await post({}, memberToken)).status).toBe(403);
    expect((await service.request("GET", "/v3/users")).status).toBe(401);
  });

  test("405: the path of password changes only takes POST", async () => {
    expect((await get(`/${service.adminUserId}/password`)).status).toBe(405);
  });
});

const credentialRow = (id: string) => ({ id, type: "t", project_id: null, extra: "{}", key_hash: "k", encrypted_blob: "b" });
const trustRow = (id: string) => ({
  id,
  project_id: null,
  impersonation: 0,
  deleted_at: null,
  expires_at: null,
  expires_at_int: null,
  remaining_uses: null,
  extra: "{}",
  redelegated_trust_id: null,
  redelegation_count: null,
});
const applicationCredentialRow = (id: string) => ({
  id,
  name: id,
  secret_hash: "h",
  description: null,
  project_id: null,
  expires_at: null,
  system: null,
  unrestricted: 0,
});
