import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestAnswer, type TestService } from "../../testing/index.ts";
import { addMember, type Member } from "../../testing/members.ts";

const URL = "http://identity.test:5000/v3";

describe("application credentials", () => {
  let service: TestService;
  let owner: Member;
  let other: Member;
  let admin: string;

  beforeAll(async () => {
    service = await startTestService({ config: { application_credential: { user_limit: 40 } } });
    owner = await addMember(service, "member", { project: service.adminProjectId });
    other = await addMember(service, "member", { project: service.adminProjectId });
    admin = await service.adminToken();
  });
  afterAll(() => service.close());

  const pathOf = (userId: string): string => `/v3/users/${userId}/application_credentials`;
  let named = 0;
  const create = (fields: object = {}, token = owner.token, userId = owner.userId): Promise<TestAnswer> =>
    service.request("POST", pathOf(userId), { token, body: { application_credential: { name: `c${++named}`, ...fields } } });
  const login = (payload: object, extra: object = {}): Promise<TestAnswer> =>
    service.request("POST", "/v3/auth/tokens", {
      body: {
        auth: { identity: { methods: ["application_credential"], application_credential: payload }, ...extra },
      },
    });
  const tokenOf = (answer: TestAnswer): string => answer.headers["x-subject-token"] as string;

  test("201: the body is Keystone's, the secret is shown once, and stored as a hash", async () => {
    const made = await create({
      name: "gac",
      description: "d",
      roles: [{ name: "member" }],
      expires_at: "2027-06-01T00:00:00.000000Z",
      secret: "acsecret",
    });
    expect(made.status).toBe(201);
    const { application_credential: shown } = made.body;
    const { secret, ...rest } = shown;
    expect(secret).toBe("acsecret");
    expect(Object.keys(rest)).toEqual([
      "id",
      "name",
      "description",
      "user_id",
      "project_id",
      "system",
      "expires_at",
      "unrestricted",
      "roles",
      "links",
    ]);
    expect(rest).toMatchObject({
      name: "gac",
      description: "d",
      user_id: owner.userId,
      project_id: service.adminProjectId,
      system: null,
      expires_at: "2027-06-01T00:00:00.000000",
      unrestricted: null,
      links: { self: `${URL}/application_credentials/${shown.id}` },
    });
    expect(rest.roles.map((role: { name: string }) => role.name)).toEqual(["member"]);
    const read = await service.request("GET", `${pathOf(owner.userId)}/${shown.id}`, { token: owner.token });
    expect(read.body.application_credential).toEqual(rest);
    const list = await service.request("GET", `${pathOf(owner.userId)}?name=gac`, { token: owner.token });
    expect(list.body.application_credentials).toEqual([rest]);
    const rows = await service.identity.database.query.selectFrom("application_credential").selectAll().execute();
    expect(rows.every((row) => row.secret_hash.startsWith("$2b$"))).toBe(true);
  });

  test("201: a secret of 64 random bytes is made, and every role of the token given", async () => {
    const { application_credential: made } = (await create({ unrestricted: true })).body;
    expect(made.secret).toMatch(/^[\w-]{86}$/);
    expect(made.unrestricted).toBe(true);
    expect(made.roles.map((role: { name: string }) => role.name).sort()).toEqual(["member", "reader"]);
    expect((await login({ id: made.id, secret: made.secret })).status).toBe(201);
  });

  test("409: a second one of the name", async () => {
    await create({ name: "twice" });
    const second = await create({ name: "twice" });
    expect(second.status).toBe(409);
    expect(second.body.error.message).toBe(
      "Conflict occurred attempting to store application_credential - Duplicate entry found with name twice.",
    );
    expect((await create({ name: "twice" }, other.token, other.userId)).status).toBe(201);
  });

  test.each([
    [{ roles: [{ name: "admin" }] }, 400, "Cannot create an application credential with unassigned role"],
    [{ roles: [{ name: "unheard-of" }] }, 404, "Role unheard-of is not defined"],
    [{ expires_at: "2001-01-01T00:00:00Z" }, 400, "The 'expires_at' must not be before now."],
    [{ access_rules: [{ path: "no-slash", method: "GET", service: "compute" }] }, 400, "does not match"],
    [{ access_rules: [{ id: "unknown" }] }, 400, "Invalid application credential: an access rule needs"],
    [{ name: 5 }, 400, "Invalid input for field 'name': 5 is not of type 'string'"],
  ])("%j is refused with %i", async (fields, status, message) => {
    const answer = await create(fields);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(message);
  });

  test("403 and 401: nobody makes or sees those of others, whatever user the path names", async () => {
    const { id } = (await create()).body.application_credential;
    expect((await create({}, other.token)).status).toBe(403);
    const asAdmin = await create({}, admin);
    expect(asAdmin.status).toBe(403);
    for (const userId of [owner.userId, other.userId]) {
      const path = `${pathOf(userId)}/${id}`;
      expect((await service.request("GET", path, { token: other.token })).status).toBe(403);
      expect((await service.request("DELETE", path, { token: other.token })).status).toBe(403);
      expect((await service.request("GET", path)).status).toBe(401);
    }
    expect((await service.request("GET", pathOf(owner.userId), { token: other.token })).status).toBe(403);
    expect((await service.request("GET", `${pathOf(owner.userId)}/none`, { token: owner.token })).status).toBe(404);
  });

  test("a login by ID or by name and user gets the credential's project and roles", async () => {
    const { id, secret, name } = (await create({ roles: [{ name: "reader" }] })).body.application_credential;
    const byId = await login({ id, secret });
    expect(byId.status).toBe(201);
    expect(byId.body.token.project.id).toBe(service.adminProjectId);
    expect(byId.body.token.methods).toEqual(["application_credential"]);
    expect(byId.body.token.roles.map((role: { name: string }) => role.name)).toEqual(["reader"]);
    expect(byId.body.token.application_credential).toEqual({ id, name, restricted: true });
    const byName = await login({ name, secret, user: { id: owner.userId } });
    expect(byName.body.token.application_credential.id).toBe(id);
    const byUserName = await login({ name, secret, user: { name: owner.userId, domain: { id: "default" } } });
    expect(byUserName.status).toBe(201);
    const validated = await service.request("GET", "/v3/auth/tokens", { token: admin, subjectToken: tokenOf(byId) });
    expect(validated.body).toEqual(byId.body);
  });

  test("a login by ID is the owner's, whoever the payload names (LP#2148477)", async () => {
    const { id, secret } = (await create()).body.application_credential;
    expect((await login({ id, secret, user: { id: service.adminUserId } })).body.token.user.id).toBe(owner.userId);
  });

  test("401: a wrong or missing secret, an unknown name or user; 404: an unknown ID", async () => {
    const { id, name } = (await create()).body.application_credential;
    const refused = await login({ id, secret: "nope" });
    expect(refused.status).toBe(401);
    expect(refused.body.error.message).toBe("The request you have made requires authentication.");
    expect((await login({ id })).status).toBe(401);
    expect((await login({ id, secret: "" })).status).toBe(401);
    expect((await login({ name: "unknown", secret: "s", user: { id: owner.userId } })).status).toBe(401);
    expect((await login({ name, secret: "s", user: { id: "nobody" } })).status).toBe(401);
    expect((await login({ id: "unknown", secret: "s" })).status).toBe(404);
    expect((await login({ secret: "s" })).status).toBe(400);
    expect((await login({ name, secret: "s" })).status).toBe(400);
  });

  test("401: a scope cannot be asked for", async () => {
    const { id, secret } = (await create()).body.application_credential;
    const answer = await login({ id, secret }, { scope: { project: { id: service.adminProjectId } } });
    expect(answer.status).toBe(401);
    expect(answer.body.error.message).toBe(
      "Error authenticating with application credential: Application credentials cannot request a scope.",
    );
  });

  test("a token ends with its credential, and an expired credential logs nobody in", async () => {
    const expiresAt = new Date(service.clock.nowMs() + 600_000).toISOString();
    const { id, secret } = (await create({ expires_at: expiresAt })).body.application_credential;
    const answer = await login({ id, secret });
    expect(Date.parse(answer.body.token.expires_at)).toBeLessThanOrEqual(Date.parse(expiresAt));
    await service.clock.advance(600_000);
    expect((await login({ id, secret })).status).toBe(401);
    const validated = await service.request("GET", "/v3/auth/tokens", { token: admin, subjectToken: tokenOf(answer) });
    expect(validated.status).toBe(404);
  });

  test("204: with a deleted credential go its tokens", async () => {
    const { id, secret } = (await create()).body.application_credential;
    const token = tokenOf(await login({ id, secret }));
    const path = `${pathOf(owner.userId)}/${id}`;
    expect((await service.request("DELETE", path, { token: owner.token })).status).toBe(204);
    const validated = await service.request("GET", "/v3/auth/tokens", { token: admin, subjectToken: token });
    expect(validated.status).toBe(404);
    expect((await service.request("DELETE", path, { token: owner.token })).status).toBe(404);
  });

  test("403: a restricted credential makes no others, an unrestricted one does (errors.json)", async () => {
    const restricted = (await create()).body.application_credential;
    const token = tokenOf(await login({ id: restricted.id, secret: restricted.secret }));
    const refused = await create({ name: "no" }, token);
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toBe(
      "You are not authorized to perform the requested action: Using method 'application_credential' is not allowed for managing additional application credentials..",
    );
    const path = `${pathOf(owner.userId)}/${restricted.id}`;
    expect((await service.request("DELETE", path, { token })).status).toBe(403);
    expect((await service.request("GET", path, { token })).status).toBe(200);
    const unrestricted = (await create({ unrestricted: true })).body.application_credential;
    const mighty = tokenOf(await login({ id: unrestricted.id, secret: unrestricted.secret }));
    expect((await create({}, mighty)).status).toBe(201);
  });

  test("403: delegated tokens make no tokens, trusts or credentials (CVE-2026-80182)", async () => {
    const { id, secret } = (await create({ unrestricted: true })).body.application_credential;
    const token = tokenOf(await login({ id, secret }));
    const rescoped = await service.request("POST", "/v3/auth/tokens", {
      body: {
        auth: { identity: { methods: ["token"], token: { id: token } }, scope: { project: { id: service.adminProjectId } } },
      },
    });
    expect(rescoped.status).toBe(403);
    expect(rescoped.body.error.message).toContain("Using a delegated token to create another token is not allowed..");
    const trust = { trustor_user_id: owner.userId, trustee_user_id: other.userId, impersonation: false };
    const made = await service.request("POST", "/v3/OS-TRUST/trusts", { token, body: { trust } });
    expect(made.body.error.message).toContain("Delegated tokens cannot manage trusts..");
    expect((await service.request("GET", "/v3/credentials", { token })).body.credentials).toEqual([]);
  });

  test("403: a trust's token neither makes nor sees application credentials", async () => {
    const trust = {
      trustor_user_id: owner.userId,
      trustee_user_id: other.userId,
      project_id: service.adminProjectId,
      roles: [{ name: "member" }],
      impersonation: true,
    };
    const made = await service.request("POST", "/v3/OS-TRUST/trusts", { token: await freshToken(), body: { trust } });
    const scope = { "OS-TRUST:trust": { id: made.body.trust.id } };
    const token = await service.login(passwordAuth(other.userId, "member-password", scope));
    const answer = await create({}, token);
    expect(answer.status).toBe(403);
    expect(answer.body.error.message).toBe("You are not authorized to perform the requested action.");
    expect((await service.request("GET", pathOf(owner.userId), { token })).status).toBe(403);
  });

  test("403: the limit of a user's application credentials holds", async () => {
    const member = await addMember(service, "member", { project: service.adminProjectId });
    const statuses = new Set<number>();
    for (let index = 0; index < 40; index++) statuses.add((await create({}, member.token, member.userId)).status);
    expect([...statuses]).toEqual([201]);
    const over = await create({}, member.token, member.userId);
    expect(over.status).toBe(403);
    expect(over.body.error.message).toContain("maximum of 40 already exceeded for user.");
  });

  describe("access rules", () => {
    const rule = { path: "/v2.1/servers", method: "GET", service: "compute" };
    const rulesPath = (userId: string): string => `/v3/users/${userId}/access_rules`;

    test("are shared by credentials, in use kept, then deleted", async () => {
      const token = await freshToken();
      const first = (await create({ access_rules: [rule] }, token)).body.application_credential;
      const second = (await create({ access_rules: [rule] }, token)).body.application_credential;
      expect(first.access_rules).toEqual([{ id: first.access_rules[0].id, ...rule }]);
      expect(second.access_rules).toEqual(first.access_rules);
      const third = (await create({ access_rules: [{ id: first.access_rules[0].id }] }, token)).body.application_credential;
      expect(third.access_rules).toEqual(first.access_rules);
      const list = await service.request("GET", rulesPath(owner.userId), { token });
      const shown = { ...first.access_rules[0], links: { self: `${URL}/access_rules/${first.access_rules[0].id}` } };
      expect(list.body.access_rules).toEqual([shown]);
      expect((await service.request("GET", `${rulesPath(owner.userId)}?method=PUT`, { token })).body.access_rules).toEqual([]);
      const one = `${rulesPath(owner.userId)}/${shown.id}`;
      expect((await service.request("GET", one, { token })).body.access_rule).toEqual(shown);
      const used = await service.request("DELETE", one, { token });
      expect(used.status).toBe(403);
      expect(used.body.error.message).toBe("May not delete access rule in use");
      for (const { id } of [first, second, third]) {
        expect((await service.request("DELETE", `${pathOf(owner.userId)}/${id}`, { token })).status).toBe(204);
      }
      expect((await service.request("DELETE", one, { token })).status).toBe(204);
      expect((await service.request("GET", one, { token })).status).toBe(404);
    });

    test("403, 404 and 401: others see nothing of them", async () => {
      const token = await freshToken();
      const { access_rules: rules } = (await create({ access_rules: [rule] }, token)).body.application_credential;
      const stranger = await addMember(service, "member", { project: service.adminProjectId });
      const path = `${rulesPath(owner.userId)}/${rules[0].id}`;
      expect((await service.request("GET", path, { token: stranger.token })).status).toBe(403);
      expect((await service.request("GET", rulesPath(owner.userId), { token: stranger.token })).status).toBe(403);
      const own = `${rulesPath(stranger.userId)}/${rules[0].id}`;
      expect((await service.request("GET", own, { token: stranger.token })).status).toBe(404);
      expect((await service.request("DELETE", own, { token: stranger.token })).status).toBe(404);
      expect((await service.request("GET", path)).status).toBe(401);
    });

    test("404: a service that does not know access rules must not accept the token", async () => {
      const { id, secret } = (await create({ access_rules: [rule] }, await freshToken())).body.application_credential;
      const subjectToken = tokenOf(await login({ id, secret }));
      const caller = await service.adminToken();
      expect((await service.request("GET", "/v3/auth/tokens", { token: caller, subjectToken })).status).toBe(404);
      const headers = { "openstack-identity-access-rules": "1.0" };
      const known = await service.request("GET", "/v3/auth/tokens", { token: caller, subjectToken, headers });
      expect(known.body.token.application_credential.access_rules).toHaveLength(1);
    });
  });

  /** The clock of this file moves past the first tokens. */
  function freshToken(): Promise<string> {
    return service.login(passwordAuth(owner.userId, "member-password", { project: { id: service.adminProjectId } }));
  }
});

describe("external authentication", () => {
  test("401: REMOTE_USER in a header is anybody's word", async () => {
    const service = await startTestService();
    try {
      const answer = await service.request("POST", "/v3/auth/tokens", {
        headers: { remote_user: "admin", "remote-user": "admin", "x-remote-user": "admin" },
        body: { auth: { identity: { methods: ["external"], external: {} } } },
      });
      expect(answer.status).toBe(401);
      expect(answer.body.error.message).toBe("The request you have made requires authentication.");
    } finally {
      await service.close();
    }
  });
});
