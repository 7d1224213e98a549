import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestDatabase } from "../../../../test/support/engines.ts";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";

describe.each(engines())("groups on $name", (engine) => {
  let database: TestDatabase;
  let service: TestService;
  let token: string;
  let memberId: string;
  beforeAll(async () => {
    database = await engine.createDatabase();
    service = await startTestService({ location: database.location });
    token = await service.adminToken();
    const member = await service.createUser("member");
    memberId = member.id;
  });
  afterAll(async () => {
    await service.close();
    await database.drop();
  });

  const request = (method: string, path: string, body?: unknown, as = token) =>
    service.request(method, `/v3/groups${path}`, { token: as, ...(body === undefined ? {} : { body: { group: body } }) });
  const create = async (group: Record<string, unknown>): Promise<string> => {
    const answer = await request("POST", "", group);
    expect(answer.status, answer.text).toBe(201);
    return answer.body.group.id;
  };

  test("201 and 200: a group is shown with Keystone's fields, unknown attributes first", async () => {
    const made = await request("POST", "", { name: " gg ", domain_id: "default", description: "g", zone: "z" });
    const { id } = made.body.group;
    expect(made.status).toBe(201);
    expect(made.body.group).toEqual({
      zone: "z",
      id,
      name: "gg",
      domain_id: "default",
      description: "g",
      links: { self: `http://identity.test:5000/v3/groups/${id}` },
    });
    expect((await request("GET", `/${id}`)).body).toEqual(made.body);
    const plain = await create({ name: "plain" });
    expect((await request("GET", `/${plain}`)).body.group.description).toBe("");
  });

  test("200: an update changes what it names", async () => {
    const id = await create({ name: "before", description: "d", zone: "z" });
    const updated = await request("PATCH", `/${id}`, { name: "after", description: null });
    expect(updated.status).toBe(200);
    expect(updated.body.group).toMatchObject({ id, name: "after", description: null, zone: "z" });
    expect((await request("PATCH", `/${id}`, { domain_id: "other" })).body.error.message).toBe("Cannot change Domain ID");
    expect((await request("PATCH", `/${id}`, { id: "other" })).body.error.message).toBe("Cannot change ID");
  });

  test("409, 400 and 404: what is wrong is said in Keystone's words", async () => {
    await create({ name: "twice" });
    expect((await request("POST", "", { name: "twice" })).body.error.message).toBe(
      "Conflict occurred attempting to store group - Duplicate entry found with name twice at domain ID default.",
    );
    expect((await request("POST", "", {})).body.error.message).toBe("'name' is a required property");
    expect((await request("POST", "", { name: "x".repeat(65) })).status).toBe(400);
    expect((await request("POST", "", { name: "x", domain_id: "nowhere" })).status).toBe(404);
    expect((await request("GET", "/nothing")).body.error.message).toBe("Could not find group: nothing.");
    expect((await request("DELETE", "/nothing")).status).toBe(404);
  });

  test.each<[string, string[]]>([
    ["?name=listed-a", ["listed-a"]],
    ["?name__contains=listed", ["listed-a", "listed-b"]],
    ["?name__icontains=LISTED-B", ["listed-b"]],
    ["?domain_id=nowhere", []],
  ])("200: %s", async (query, expected) => {
    for (const name of ["listed-a", "listed-b"]) await request("POST", "", { name });
    const { body } = await request("GET", query);
    expect(body.groups.map((group: { name: string }) => group.name).sort()).toEqual(expected);
    expect(body.links.self).toBe(`http://identity.test:5000/v3/groups${query}`);
  });

  test("a user is put into a group, seen there from both sides, and taken out again", async () => {
    const id = await create({ name: "with-member" });
    const path = `/${id}/users/${memberId}`;
    expect((await request("HEAD", path)).status).toBe(404);
    expect((await request("PUT", path)).status).toBe(204);
    expect((await request("PUT", path)).status).toBe(204);
    expect((await request("HEAD", path)).status).toBe(204);
    expect((await request("GET", path)).status).toBe(204);
    const { body: members } = await request("GET", `/${id}/users`);
    expect(members.users.map((user: { id: string }) => user.id)).toEqual([memberId]);
    expect(members.links.self).toBe(`http://identity.test:5000/v3/groups/${id}/users`);
    expect((await request("GET", `/${id}/users?name=nobody`)).body.users).toEqual([]);
    const { body: groups } = await service.request("GET", `/v3/users/${memberId}/groups`, { token });
    expect(groups.groups).toEqual([
      {
        id,
        name: "with-member",
        domain_id: "default",
        description: "",
        membership_expires_at: null,
        links: { self: `http://identity.test:5000/v3/groups/${id}` },
      },
    ]);
    expect((await request("DELETE", path)).status).toBe(204);
    const again = await request("DELETE", path);
    expect(again.status).toBe(404);
    expect(again.body.error.message).toBe(`User '${memberId}' not found in group '${id}'`);
  });

  test("404: memberships of what is not there name the group first, then the user", async () => {
    const id = await create({ name: "lonely" });
    for (const method of ["PUT", "GET", "DELETE"]) {
      expect((await request(method, `/none/users/${memberId}`)).body.error.message).toBe("Could not find group: none.");
      expect((await request(method, `/${id}/users/nobody`)).body.error.message).toBe("Could not find user: nobody.");
    }
    expect((await request("GET", "/none/users")).status).toBe(404);
    expect((await service.request("GET", "/v3/users/nobody/groups", { token })).status).toBe(404);
  });

  test("memberships that an identity provider gave run out by themselves", async () => {
    const id = await create({ name: "federated" });
    const { query } = service.identity.database;
    const provider = { id: "idp", enabled: 1, description: null, domain_id: "default", authorization_ttl: 10 };
    await query.insertInto("identity_provider").values(provider).execute();
    const lastVerified = new Date(service.clock.nowMs()).toISOString().replace("T", " ").replace("Z", "000");
    await query
      .insertInto("expiring_user_group_membership")
      .values({ user_id: memberId, group_id: id, idp_id: "idp", last_verified: lastVerified })
      .execute();
    const groupsOf = async () =>
      (await service.request("GET", `/v3/users/${memberId}/groups`, { token: await service.adminToken() })).body.groups;
    expect((await request("HEAD", `/${id}/users/${memberId}`)).status).toBe(204);
    expect((await groupsOf())[0].membership_expires_at).toMatch(/^2023-11-14T\d\d:\d\d:\d\d\.000000$/);
    await service.clock.advance(600_000);
    expect((await request("HEAD", `/${id}/users/${memberId}`)).status).toBe(404);
    expect(await groupsOf()).toEqual([]);
  });

  test("a user's tokens end when they leave a group, or when a group that had roles is deleted", async () => {
    const isValid = async (subjectToken: string): Promise<boolean> =>
      (await service.request("GET", "/v3/auth/tokens", { token: await service.adminToken(), subjectToken })).status === 200;
    const { id: userId, password } = await service.createUser("leaving");
    const fresh = async (): Promise<string> => {
      await service.clock.advance(2000);
      const issued = await service.login(passwordAuth(userId, password));
      await service.clock.advance(1000);
      token = await service.adminToken();
      return issued;
    };
    const left = await create({ name: "left" });
    const powerless = await create({ name: "powerless" });
    const powerful = await create({ name: "powerful" });
    for (const id of [left, powerless, powerful]) await request("PUT", `/${id}/users/${userId}`);
    const { query } = service.identity.database;
    const role = await query.selectFrom("role").select("id").where("name", "=", "member").executeTakeFirstOrThrow();
    const grant = { actor_id: powerful, target_id: service.adminProjectId, role_id: role.id, inherited: 0 };
    await query
      .insertInto("assignment")
      .values({ type: "GroupProject", ...grant })
      .execute();

    const first = await fresh();
    await request("DELETE", `/${left}/users/${userId}`);
    expect(await isValid(first)).toBe(false);
    const second = await fresh();
    await request("DELETE", `/${powerless}`);
    expect(await isValid(second)).toBe(true);
    await request("DELETE", `/${powerful}`);
    expect(await isValid(second)).toBe(false);
    expect(await query.selectFrom("assignment").selectAll().where("actor_id", "=", powerful).execute()).toEqual([]);
    expect(await query.selectFrom("user_group_membership").selectAll().where("user_id", "=", userId).execute()).toEqual([]);
  });

  test("403 and 401: groups are for administrators, but users may see their own", async () => {
    const id = await create({ name: "secret" });
    // The tokens of the member ended when they left a group above.
    await service.clock.advance(2000);
    const memberToken = await service.login(passwordAuth(memberId, "member-password"));
    for (const [method, path] of [
      ["GET", ""],
      ["POST", ""],
      ["GET", `/${id}`],
      ["GET", "/nothing"],
      ["PATCH", `/${id}`],
      ["DELETE", `/${id}`],
      ["GET", `/${id}/users`],
      ["PUT", `/${id}/users/${memberId}`],
      ["DELETE", `/${id}/users/${memberId}`],
    ] as const) {
      expect((await request(method, path, undefined, memberToken)).status, `${method} ${path}`).toBe(403);
    }
    expect((await service.request("GET", "/v3/groups")).status).toBe(401);
    expect((await service.request("GET", `/v3/users/${memberId}/groups`, { token: memberToken })).status).toBe(200);
    expect((await service.request("GET", `/v3/users/${service.adminUserId}/groups`, { token: memberToken })).status).toBe(403);
  });
});
