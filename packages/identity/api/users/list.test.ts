import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestDatabase } from "../../../../test/support/engines.ts";
import { startTestService, type TestService } from "../../testing/index.ts";

const OTHER_DOMAIN = "0123456789abcdef0123456789abcdef";

describe.each(engines())("lists of users on $name", (engine) => {
  let database: TestDatabase;
  let service: TestService;
  let token: string;
  const ids = new Map<string, string>();
  beforeAll(async () => {
    database = await engine.createDatabase();
    service = await startTestService({
      location: database.location,
      config: { security_compliance: { password_expires_days: 10 } },
    });
    token = await service.adminToken();
    for (const user of [
      { name: "alice" },
      { name: "Alfred", enabled: false },
      { name: "bob", domain_id: OTHER_DOMAIN },
      { name: "carol", password: null },
    ]) {
      if (user.domain_id === OTHER_DOMAIN) await makeDomain(service, OTHER_DOMAIN);
      ids.set(user.name, (await service.createUser(user.name, user)).id);
    }
    await makeFederated(service, ids.get("carol") as string, "fed-name");
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  const list = async (query: string, as = token) => {
    const answer = await service.request("GET", `/v3/users${query}`, { token: as });
    expect(answer.status, answer.text).toBe(200);
    return (answer.body.users as { name: string }[]).map((user) => user.name).sort();
  };

  test("200: without conditions all users are there, each with links, and the collection with its own", async () => {
    const { body } = await service.request("GET", "/v3/users", { token });
    expect(body.users.map((user: { name: string }) => user.name).sort()).toEqual(["Alfred", "admin", "alice", "bob", "carol"]);
    const alice = body.users.find((user: { name: string }) => user.name === "alice");
    expect(alice.links).toEqual({ self: `http://identity.test:5000/v3/users/${alice.id}` });
    expect(alice.password_expires_at).toMatch(/^2023-11-24T\d\d:\d\d:\d\d\.000000$/);
    expect(body.links).toEqual({ next: null, self: "http://identity.test:5000/v3/users", previous: null });
    expect(body).not.toHaveProperty("truncated");
  });

  test.each<[string, string[]]>([
    ["?name=alice", ["alice"]],
    ["?name=nobody", []],
    [`?domain_id=${OTHER_DOMAIN}`, ["bob"]],
    ["?enabled=false", ["Alfred"]],
    ["?enabled=false&name=alice", []],
    ["?enabled", ["admin", "alice", "bob", "carol"]],
    ["?name__contains=l", ["Alfred", "alice", "carol"]],
    ["?name__contains=Al", ["Alfred"]],
    ["?name__icontains=AL", ["Alfred", "alice"]],
    ["?name__startswith=al", ["alice"]],
    ["?name__iendswith=OL", ["carol"]],
    ["?name=fed-name", ["carol"]],
    ["?idp_id=idp", ["carol"]],
    ["?idp_id=idp&protocol_id=saml2&unique_id=u1", ["carol"]],
    ["?unique_id=u2", []],
    ["?unknown=1", ["Alfred", "admin", "alice", "bob", "carol"]],
    ["?password_expires_at=lt:2023-11-24T22:13:21Z", ["Alfred", "alice", "bob", "carol"]],
    ["?password_expires_at=gte:2023-11-25T00:00:00Z", []],
    ["?password_expires_at=2023-11-24T22:13:20Z", ["Alfred", "alice", "bob", "carol"]],
    ["?password_expires_at=neq:2023-11-24T22:13:20Z", []],
    ["?password_expires_at=gt:2023-11-24T22:13:19Z&name=bob", ["bob"]],
  ])("200: %s", async (query, expected) => {
    expect(await list(query)).toEqual(expected);
  });

  test("400: operators and times of password_expires_at are checked", async () => {
    const messageOf = async (value: string) => {
      const { status, body } = await service.request("GET", `/v3/users?password_expires_at=${value}`, { token });
      expect(status).toBe(400);
      return body.error.message;
    };
    expect(await messageOf("xx:2023-11-24T00:00:00Z")).toBe(
      "The given operator xx is not valid. It must be one of the following: 'eq', 'neq', 'lt', 'lte', 'gt', or 'gte'.",
    );
    expect(await messageOf("lt:soon")).toMatch(/^Timestamp not in expected format\./);
  });

  test("200: a domain-scoped administrator sees their own domain only, whatever they ask for", async () => {
    await grantOnDomain(service, OTHER_DOMAIN);
    const scoped = await service.adminToken({ domain: { id: OTHER_DOMAIN } });
    expect(await list("", scoped)).toEqual(["bob"]);
    expect(await list("?domain_id=default", scoped)).toEqual([]);
    expect(await list("?name__contains=b", scoped)).toEqual(["bob"]);
  });

  test("200: federated identities are shown of a single user", async () => {
    const { body } = await service.request("GET", `/v3/users/${ids.get("carol")}`, { token });
    expect(body.user.federated).toEqual([{ idp_id: "idp", protocols: [{ protocol_id: "saml2", unique_id: "u1" }] }]);
  });

  test("HEAD answers like GET, without a body", async () => {
    const answer = await service.request("HEAD", "/v3/users", { token });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe("");
  });
});

describe("long lists of users", () => {
  let service: TestService;
  afterEach(() => service.close());

  test("a list over the limit is cut and says so; conditions are applied before the cut", async () => {
    service = await startTestService({ config: { identity: { list_limit: 2 } } });
    await insertUsers(service, 3);
    const token = await service.adminToken();
    const get = async (query: string) => (await service.request("GET", `/v3/users${query}`, { token })).body;
    const whole = await get("");
    expect(whole.users).toHaveLength(2);
    expect(whole.truncated).toBe(true);
    const some = await get("?name__contains=user-00000");
    expect(some.users).toHaveLength(2);
    expect(some.truncated).toBe(true);
    const exactly = await get("?name__contains=user-000001");
    expect(exactly.users).toHaveLength(1);
    expect(exactly).not.toHaveProperty("truncated");
  });

  test("a list of many pages is complete, without repetition, and valid JSON", async () => {
    service = await startTestService();
    await insertUsers(service, 1201);
    const { body } = await service.request("GET", "/v3/users", { token: await service.adminToken() });
    const names = body.users.map((user: { name: string }) => user.name);
    expect(names).toHaveLength(1202);
    expect(new Set(names).size).toBe(1202);
  });
});

async function makeDomain({ identity }: TestService, id: string): Promise<void> {
  const row = { id, name: id, description: "", enabled: 1, domain_id: "<<keystone.domain.root>>", parent_id: null, is_domain: 1 };
  await identity.database.query
    .insertInto("project")
    .values({ ...row, extra: "{}" })
    .execute();
}

async function makeFederated({ identity }: TestService, userId: string, displayName: string): Promise<void> {
  const { query } = identity.database;
  await query
    .insertInto("identity_provider")
    .values({ id: "idp", enabled: 1, description: null, domain_id: "default", authorization_ttl: null })
    .execute();
  await query
    .insertInto("federation_protocol")
    .values({ id: "saml2", idp_id: "idp", mapping_id: "m", remote_id_attribute: null })
    .execute();
  await query
    .insertInto("federated_user")
    .values({ user_id: userId, idp_id: "idp", protocol_id: "saml2", unique_id: "u1", display_name: displayName })
    .execute();
}

async function grantOnDomain({ adminUserId, identity }: TestService, domainId: string): Promise<void> {
  const { query } = identity.database;
  const role = await query.selectFrom("role").select("id").where("name", "=", "admin").executeTakeFirstOrThrow();
  await query
    .insertInto("assignment")
    .values({ type: "UserDomain", actor_id: adminUserId, target_id: domainId, role_id: role.id, inherited: 0 })
    .execute();
}

async function insertUsers({ identity }: TestService, count: number): Promise<void> {
  await identity.database.transaction(async (queries) => {
    for (let index = 0; index < count; index++) {
      const id = `u${String(index).padStart(31, "0")}`;
      const row = { id, domain_id: "default", enabled: 1, extra: "{}", default_project_id: null };
      await queries
        .insertInto("user")
        .values({ ...row, created_at: null, last_active_at: null })
        .execute();
      const name = `user-${String(index).padStart(6, "0")}`;
      await queries
        .insertInto("local_user")
        .values({ user_id: id, domain_id: "default", name, failed_auth_count: 0, failed_auth_at: null })
        .execute();
    }
  });
}
