import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestAnswer, type TestService } from "../../testing/index.ts";
import { addMember, type Member } from "../../testing/members.ts";

const PASSWORD = "member-password";
const DAY_MS = 86_400_000;

describe("trusts", () => {
  let service: TestService;
  let admin: string;
  let trustor: Member;
  let trustee: Member;
  let third: Member;
  let memberRoleId: string;

  beforeAll(async () => {
    service = await startTestService();
    const project = { project: service.adminProjectId };
    trustor = await addMember(service, "member", project);
    trustee = await addMember(service, "reader", project);
    third = await addMember(service, "reader", project);
    admin = await service.adminToken();
    const query = service.identity.database.query;
    memberRoleId = (await query.selectFrom("role").select("id").where("name", "=", "member").executeTakeFirstOrThrow()).id;
  });
  afterAll(() => service.close());

  const create = (fields: object = {}, token = trustor.token): Promise<TestAnswer> =>
    service.request("POST", "/v3/OS-TRUST/trusts", {
      token,
      body: {
        trust: {
          trustor_user_id: trustor.userId,
          trustee_user_id: trustee.userId,
          project_id: service.adminProjectId,
          impersonation: false,
          roles: [{ name: "member" }],
          ...fields,
        },
      },
    });
  const login = (trustId: string, userId = trustee.userId): Promise<TestAnswer> =>
    service.request("POST", "/v3/auth/tokens", {
      body: { auth: passwordAuth(userId, PASSWORD, { "OS-TRUST:trust": { id: trustId } }) },
    });
  const validate = (token: string, query = ""): Promise<TestAnswer> =>
    service.request("GET", `/v3/auth/tokens${query}`, { token: admin, subjectToken: token });
  const tokenOf = (answer: TestAnswer): string => answer.headers["x-subject-token"] as string;
  // The same trust with the same expiry cannot be made twice.
  let trustsMade = 0;
  const inDays = (days: number): string => new Date(service.clock.nowMs() + days * DAY_MS + ++trustsMade).toISOString();

  test("201: the body is Keystone's, fields in its order, and later reads show the same", async () => {
    const made = await create({ expires_at: "2027-06-01T00:00:00Z", remaining_uses: null, allow_redelegation: false });
    expect(made.status).toBe(201);
    const { trust } = made.body;
    const url = "http://identity.test:5000/v3";
    expect(trust).toEqual({
      roles: [expect.objectContaining({ id: memberRoleId, name: "member", links: { self: `${url}/roles/${memberRoleId}` } })],
      id: trust.id,
      trustor_user_id: trustor.userId,
      trustee_user_id: trustee.userId,
      project_id: service.adminProjectId,
      impersonation: false,
      expires_at: "2027-06-01T00:00:00.000000Z",
      remaining_uses: null,
      deleted_at: null,
      redelegated_trust_id: null,
      redelegation_count: 0,
      roles_links: { self: `${url}/${trust.id}/roles`, next: null, previous: null },
      links: { self: `${url}/OS-TRUST/trusts/${trust.id}` },
    });
    const path = `/v3/OS-TRUST/trusts/${trust.id}`;
    expect((await service.request("GET", path, { token: trustee.token })).body).toEqual(made.body);
    const { roles, roles_links: _, ...listed } = trust;
    const list = await service.request("GET", `/v3/OS-TRUST/trusts?trustor_user_id=${trustor.userId}`, { token: trustor.token });
    expect(list.body.trusts).toContainEqual(listed);
    expect((await service.request("GET", `${path}/roles`, { token: trustor.token })).body).toEqual({
      roles,
      links: trust.roles_links,
    });
    const role = await service.request("GET", `${path}/roles/${memberRoleId}`, { token: trustor.token });
    expect(role.body.role).toEqual(roles[0]);
    expect((await service.request("GET", `${path}/roles/none`, { token: trustor.token })).status).toBe(404);
  });

  test.each([
    [{ roles: [] }, 403, "At least one role should be specified."],
    [{ trustee_user_id: "nobody" }, 404, "Could not find user: nobody."],
    [{ roles: [{ name: "admin" }] }, 404, "Could not find role: "],
    [{ roles: [{ name: "unheard-of" }] }, 404, "Role unheard-of is not defined"],
    [{ project_id: "nothing" }, 404, "Could not find project: nothing."],
    [{ expires_at: "soon" }, 400, "Timestamp not in expected format."],
    [{ expires_at: "2001-01-01T00:00:00Z" }, 400, "The 'expires_at' must not be before now."],
    [{ remaining_uses: 0 }, 400, "0 is less than the minimum of 1"],
    [{ allow_redelegation: true, remaining_uses: 2 }, 400, "remaining_uses must not be set if redelegation is allowed"],
    [{ allow_redelegation: true, redelegation_count: 4 }, 403, "You are not authorized to perform the requested action."],
    [{ impersonation: "yes" }, 400, "'yes' is not of type 'boolean'"],
  ])("%j is refused with %i", async (fields, status, message) => {
    const answer = await create(fields);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(message);
  });

  test("409: the same trust with the same expiry", async () => {
    const fields = { expires_at: "2028-01-01T00:00:00Z" };
    expect((await create(fields)).status).toBe(201);
    const second = await create(fields);
    expect(second.status).toBe(409);
    expect(second.body.error.message).toMatch(
      /^Conflict occurred attempting to store trust - Duplicate entry found with ID \w{32}\.$/,
    );
  });

  test("403 and 401: nobody makes trusts in another's name, and strangers do not see them", async () => {
    expect((await create({}, trustee.token)).status).toBe(403);
    const { id } = (await create()).body.trust;
    for (const [method, path] of [
      ["GET", `/v3/OS-TRUST/trusts/${id}`],
      ["GET", `/v3/OS-TRUST/trusts/${id}/roles`],
      ["DELETE", `/v3/OS-TRUST/trusts/${id}`],
      ["GET", "/v3/OS-TRUST/trusts"],
      ["GET", `/v3/OS-TRUST/trusts?trustor_user_id=${trustor.userId}`],
      ["GET", `/v3/OS-TRUST/trusts?trustee_user_id=${trustee.userId}`],
    ] as const) {
      expect((await service.request(method, path, { token: third.token })).status, path).toBe(403);
      expect((await service.request(method, path)).status, path).toBe(401);
    }
    expect((await service.request("GET", "/v3/OS-TRUST/trusts/none", { token: third.token })).status).toBe(404);
    expect((await service.request("GET", "/v3/OS-TRUST/trusts", { token: admin })).body.trusts.length).toBeGreaterThan(0);
    expect((await service.request("GET", "/v3/OS-TRUST/trusts?other=1", { token: admin })).body.trusts).toEqual([]);
  });

  test("a trust's token carries the trustor's roles, with impersonation also their name", async () => {
    const plain = await login((await create()).body.trust.id);
    expect(plain.status).toBe(201);
    expect(plain.body.token.user.id).toBe(trustee.userId);
    expect(plain.body.token.roles.map((role: { name: string }) => role.name)).toEqual(["member", "reader"]);
    const impersonated = await login((await create({ impersonation: true })).body.trust.id);
    expect(impersonated.body.token.user.id).toBe(trustor.userId);
    expect(impersonated.body.token["OS-TRUST:trust"].trustee_user.id).toBe(trustee.userId);
    expect((await validate(tokenOf(impersonated))).body).toEqual(impersonated.body);
  });

  test("401 and 403: an unknown trust, and one for somebody else", async () => {
    expect((await login("f".repeat(32))).status).toBe(401);
    expect((await login((await create()).body.trust.id, third.userId)).status).toBe(403);
  });

  test("of two logins at the same time only one gets the last use", async () => {
    const { id } = (await create({ remaining_uses: 3 })).body.trust;
    expect((await login(id)).status).toBe(201);
    const answers = await Promise.all([login(id), login(id), login(id), login(id)]);
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(2);
    for (const refused of answers.filter((answer) => answer.status !== 201)) expect([401, 403]).toContain(refused.status);
    expect((await login(id)).status).toBe(401);
    const rows = await service.identity.database.query.selectFrom("trust").selectAll().where("id", "=", id).execute();
    expect(rows[0]?.remaining_uses).toBe(0);
    expect((await service.request("GET", `/v3/OS-TRUST/trusts/${id}`, { token: trustor.token })).status).toBe(404);
  });

  test("404: the token of a trust's last use ends with it, as in Keystone without a cache", async () => {
    const { id } = (await create({ remaining_uses: 2 })).body.trust;
    const first = tokenOf(await login(id));
    expect((await validate(first)).status).toBe(200);
    const last = tokenOf(await login(id));
    for (const token of [first, last]) expect((await validate(token)).status).toBe(404);
  });

  test("204: with a trust go its tokens, and stay gone", async () => {
    const { id } = (await create()).body.trust;
    const token = tokenOf(await login(id));
    expect((await validate(token)).status).toBe(200);
    expect((await service.request("DELETE", `/v3/OS-TRUST/trusts/${id}`, { token: trustor.token })).status).toBe(204);
    expect((await validate(token)).status).toBe(404);
    expect((await login(id)).status).toBe(401);
    const query = service.identity.database.query;
    const events = await query.selectFrom("revocation_event").selectAll().where("trust_id", "=", id).execute();
    expect(events).toHaveLength(1);
    const rows = await query.selectFrom("trust").selectAll().where("id", "=", id).execute();
    expect(rows[0]?.deleted_at).not.toBeNull();
    expect((await service.request("DELETE", `/v3/OS-TRUST/trusts/${id}`, { token: trustor.token })).status).toBe(404);
  });

  test("an expired trust is gone, and its tokens with it, also where expired tokens are allowed", async () => {
    const { id } = (await create({ expires_at: inDays(0.01) })).body.trust;
    const token = tokenOf(await login(id));
    expect((await validate(token, "?allow_expired=1")).status).toBe(200);
    await service.clock.advance(0.011 * DAY_MS);
    const expired = await validate(token);
    expect(expired.status).toBe(404);
    const gone = await validate(token, "?allow_expired=1");
    expect(gone.status).toBe(404);
    expect(gone.body.error.message).toBe(`Could not find trust: ${id}.`);
    expect((await login(id)).status).toBe(401);
    expect((await service.request("GET", `/v3/OS-TRUST/trusts/${id}`, { token: trustor.token })).status).toBe(404);
  });

  test("a role that the trustor loses is not delegated any more", async () => {
    const project = { project: service.adminProjectId };
    const giver = await addMember(service, "member", project);
    const { id } = (await create({ trustor_user_id: giver.userId }, giver.token)).body.trust;
    const token = tokenOf(await login(id));
    await service.identity.database.query.deleteFrom("assignment").where("actor_id", "=", giver.userId).execute();
    expect((await validate(token)).status).toBe(403);
    expect((await login(id)).status).toBe(403);
  });

  describe("redelegation", () => {
    const redelegate = (token: string, fields: object = {}) =>
      create({ trustee_user_id: third.userId, impersonation: true, ...fields }, token);
    const parent = async (fields: object = {}): Promise<{ id: string; token: string }> => {
      const { id } = (await create({ impersonation: true, allow_redelegation: true, expires_at: inDays(2), ...fields })).body
        .trust;
      return { id, token: tokenOf(await login(id)) };
    };

    test("201: counts down, and takes over the parent's expiry when none is asked for", async () => {
      const { id, token } = await parent();
      const made = await redelegate(token, { allow_redelegation: true });
      expect(made.status).toBe(201);
      expect(made.body.trust.redelegated_trust_id).toBe(id);
      expect(made.body.trust.redelegation_count).toBe(2);
      const source = await service.request("GET", `/v3/OS-TRUST/trusts/${id}`, { token: trustor.token });
      expect(made.body.trust.expires_at).toBe(source.body.trust.expires_at);
      expect((await login(made.body.trust.id, third.userId)).status).toBe(201);
    });

    test.each([
      ["a later expiry", {}, () => ({ expires_at: inDays(3) })],
      ["limited uses", {}, () => ({ remaining_uses: 1 })],
      ["another count", {}, () => ({ allow_redelegation: true, redelegation_count: 1 })],
      ["a parent that may not be passed on", { allow_redelegation: false }, () => ({})],
      ["a role that the parent does not have", { roles: [{ name: "reader" }] }, () => ({ roles: [{ name: "member" }] })],
    ])("403: not with %s", async (_what, parentFields, fields) => {
      const { token } = await parent(parentFields);
      const answer = await redelegate(token, fields());
      expect(answer.status).toBe(403);
      expect(answer.body.error.message).toBe("You are not authorized to perform the requested action.");
    });

    test("403: not for another project of the trustor, which Keystone forgets to look at", async () => {
      const { identity } = service;
      const projectId = "0".repeat(32);
      const project = { id: projectId, name: "another", domain_id: "default", parent_id: "default", enabled: 1, is_domain: 0 };
      await identity.database.query
        .insertInto("project")
        .values({ ...project, extra: "{}", description: "" } as never)
        .execute();
      const grant = { type: "UserProject", actor_id: trustor.userId, target_id: projectId, role_id: memberRoleId, inherited: 0 };
      await identity.database.query.insertInto("assignment").values(grant).execute();
      const { token } = await parent();
      expect((await redelegate(token, { project_id: projectId })).status).toBe(403);
    });

    test("the whole chain goes with its first trust", async () => {
      const { id, token } = await parent();
      const child = (await redelegate(token, { allow_redelegation: true })).body.trust;
      const childToken = tokenOf(await login(child.id, third.userId));
      expect((await validate(childToken)).status).toBe(200);
      expect((await service.request("DELETE", `/v3/OS-TRUST/trusts/${id}`, { token: trustor.token })).status).toBe(204);
      expect((await validate(childToken)).status).toBe(404);
      expect((await login(child.id, third.userId)).status).toBe(401);
    });

    test("a chain breaks where its agent is disabled", async () => {
      const agent = await addMember(service, "reader", { project: service.adminProjectId });
      const first = (await create({ trustee_user_id: agent.userId, impersonation: true, allow_redelegation: true })).body.trust;
      const child = (await redelegate(tokenOf(await login(first.id, agent.userId)))).body.trust;
      const childToken = tokenOf(await login(child.id, third.userId));
      await service.identity.database.query.updateTable("user").set({ enabled: 0 }).where("id", "=", agent.userId).execute();
      expect((await validate(childToken)).status).toBe(403);
      expect((await login(child.id, third.userId)).status).toBe(403);
    });
  });

  test("403: a trust's token makes no other token (errors.json, trust redelegate)", async () => {
    const token = tokenOf(await login((await create()).body.trust.id));
    const answer = await service.request("POST", "/v3/auth/tokens", {
      body: {
        auth: { identity: { methods: ["token"], token: { id: token } }, scope: { project: { id: service.adminProjectId } } },
      },
    });
    expect(answer.status).toBe(403);
    expect(answer.body.error.message).toBe(
      "You are not authorized to perform the requested action: Using trust-scoped token to create another token. Create a new trust-scoped token instead.",
    );
  });

  test("403: a trust's token reaches no credentials", async () => {
    const token = tokenOf(await login((await create({ impersonation: true })).body.trust.id));
    const credential = { type: "totp", user_id: trustor.userId, blob: "b" };
    const answer = await service.request("POST", "/v3/credentials", { token, body: { credential } });
    expect(answer.status).toBe(403);
    expect(answer.body.error.message).toContain("Delegated tokens cannot access credentials directly.");
    const ec2 = await service.request("GET", `/v3/users/${trustor.userId}/credentials/OS-EC2`, { token });
    expect(ec2.status).toBe(403);
  });
});
