import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signedHeader, standardFields } from "../../oauth1/testing.ts";
import { startTestService, type TestAnswer, type TestService } from "../../testing/index.ts";
import { addMember, type Member } from "../../testing/members.ts";

const URL = "http://identity.test:5000/v3";

interface Pair {
  readonly id: string;
  readonly secret: string;
}

describe("OAuth 1", () => {
  let service: TestService;
  let member: Member;
  let adminRoleId: string;

  beforeAll(async () => {
    service = await startTestService();
    member = await addMember(service, "member", { project: service.adminProjectId });
    const query = service.identity.database.query;
    adminRoleId = (await query.selectFrom("role").select("id").where("name", "=", "admin").executeTakeFirstOrThrow()).id;
  });
  afterAll(() => service.close());

  async function createConsumer(fields: object = { description: "c" }): Promise<Pair> {
    const token = await service.adminToken();
    const made = await service.request("POST", "/v3/OS-OAUTH1/consumers", { token, body: { consumer: fields } });
    return made.body.consumer;
  }

  /** The host of an injected request. */
  const signUrl = (path: string): string => `http://localhost:80${path}`;

  function requestToken(consumer: Pair, fields: Record<string, string> = {}, headers: object = {}): Promise<TestAnswer> {
    const path = "/v3/OS-OAUTH1/request_token";
    const signed = { ...standardFields(consumer.id, service.clock.nowMs()), oauth_callback: "oob", ...fields };
    const authorization = signedHeader(signUrl(path), { consumerSecret: consumer.secret, tokenSecret: undefined }, signed);
    return service.request("POST", path, {
      headers: { "requested-project-id": service.adminProjectId, authorization, ...headers },
    });
  }

  async function authorize(requestTokenId: string, roles: readonly object[] = [{ id: adminRoleId }]): Promise<TestAnswer> {
    const path = `/v3/OS-OAUTH1/authorize/${requestTokenId}`;
    return service.request("PUT", path, { token: await service.adminToken(), body: { roles } });
  }

  function accessToken(consumer: Pair, token: Pair, verifier: string): Promise<TestAnswer> {
    const path = "/v3/OS-OAUTH1/access_token";
    const fields = {
      ...standardFields(consumer.id, service.clock.nowMs()),
      oauth_token: token.id,
      oauth_verifier: verifier,
    };
    const secrets = { consumerSecret: consumer.secret, tokenSecret: token.secret };
    return service.request("POST", path, { headers: { authorization: signedHeader(signUrl(path), secrets, fields) } });
  }

  function login(consumer: Pair, token: Pair, url = `${URL}/auth/tokens`): Promise<TestAnswer> {
    const fields = { ...standardFields(consumer.id, service.clock.nowMs()), oauth_token: token.id };
    const secrets = { consumerSecret: consumer.secret, tokenSecret: token.secret };
    return service.request("POST", "/v3/auth/tokens", {
      headers: { authorization: signedHeader(url, secrets, fields) },
      body: { auth: { identity: { methods: ["oauth1"], oauth1: {} } } },
    });
  }

  const readForm = (answer: TestAnswer): Pair & { readonly expiresAt: string | null } => {
    const form = new URLSearchParams(answer.text);
    return {
      id: form.get("oauth_token") ?? "",
      secret: form.get("oauth_token_secret") ?? "",
      expiresAt: form.get("oauth_expires_at"),
    };
  };

  async function obtainAccess(): Promise<{ consumer: Pair; access: Pair }> {
    const consumer = await createConsumer();
    const asked = readForm(await requestToken(consumer));
    const { oauth_verifier: verifier } = (await authorize(asked.id)).body.token;
    return { consumer, access: readForm(await accessToken(consumer, asked, verifier)) };
  }

  test("consumers: 201, 200, 204 with the secret shown once, 403 and 401 for others", async () => {
    const token = await service.adminToken();
    const path = "/v3/OS-OAUTH1/consumers";
    const made = await service.request("POST", path, { token, body: { consumer: { description: "c", "my-note": "n" } } });
    expect(made.status).toBe(201);
    const { id, secret, ...rest } = made.body.consumer;
    expect(secret).toMatch(/^[0-9a-f]{32}$/);
    expect(rest).toEqual({ description: "c", my_note: "n", links: { self: `${URL}/OS-OAUTH1/consumers/${id}` } });
    const one = await service.request("GET", `${path}/${id}`, { token });
    expect(one.body.consumer).toEqual({ id, ...rest });
    const changed = await service.request("PATCH", `${path}/${id}`, { token, body: { consumer: { description: "d" } } });
    expect(changed.body.consumer).toEqual({ id, ...rest, description: "d" });
    const refused = await service.request("PATCH", `${path}/${id}`, { token, body: { consumer: { secret: "s" } } });
    expect(refused.status).toBe(400);
    expect((await service.request("PATCH", `${path}/${id}`, { token, body: { consumer: { id: "x" } } })).status).toBe(400);
    expect((await service.request("GET", path, { token })).body.consumers).toContainEqual(changed.body.consumer);
    expect((await service.request("GET", path, { token: member.token })).status).toBe(403);
    expect((await service.request("POST", path, { token: member.token, body: { consumer: {} } })).status).toBe(403);
    expect((await service.request("GET", path)).status).toBe(401);
    expect((await service.request("DELETE", `${path}/${id}`, { token })).status).toBe(204);
    const gone = await service.request("GET", `${path}/${id}`, { token });
    expect(gone.body.error.message).toBe("Consumer not found");
  });

  test("the whole way: request token, authorization, access token, login, as Keystone answers it", async () => {
    const consumer = await createConsumer();
    const asked = await requestToken(consumer);
    expect(asked.status).toBe(201);
    expect(asked.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(asked.text).toMatch(/^oauth_token=\w{32}&oauth_token_secret=\w{32}&oauth_expires_at=[\d-]+T[\d:]+\.000000Z$/);
    const authorized = await authorize(readForm(asked).id, [{ name: "admin" }]);
    expect(authorized.status).toBe(200);
    const { oauth_verifier: verifier } = authorized.body.token;
    expect(new Set(verifier).size).toBe(8);
    const access = await accessToken(consumer, readForm(asked), verifier);
    expect(access.status).toBe(201);
    const loggedIn = await login(consumer, readForm(access));
    expect(loggedIn.status).toBe(201);
    const { token } = loggedIn.body;
    expect(token.methods).toEqual(["oauth1"]);
    expect(token.user.id).toBe(service.adminUserId);
    expect(token.project.id).toBe(service.adminProjectId);
    expect(token.roles.map((role: { name: string }) => role.name)).toEqual(["admin", "member", "reader"]);
    expect(token["OS-OAUTH1"]).toEqual({ access_token_id: readForm(access).id, consumer_id: consumer.id });
    const validated = await service.request("GET", "/v3/auth/tokens", {
      token: await service.adminToken(),
      subjectToken: loggedIn.headers["x-subject-token"] as string,
    });
    expect(validated.body).toEqual(loggedIn.body);
  });

  test.each([
    ["a wrong secret", (consumer: Pair) => requestToken({ ...consumer, secret: "wrong" }), 401, "requires authentication"],
    ["another host", (consumer: Pair) => requestToken(consumer, {}, { host: "elsewhere.test" }), 401, "requires authentication"],
    ["an old timestamp", (consumer: Pair) => requestToken(consumer, { oauth_timestamp: "1500000000" }), 400, "600 seconds"],
    ["no callback", (consumer: Pair) => requestToken(consumer, { oauth_callback: "" }), 400, "Missing callback URI."],
    ["no project", (consumer: Pair) => requestToken(consumer, {}, { "requested-project-id": "" }), 400, "Requested-Project-Id"],
    ["an unknown project", (consumer: Pair) => requestToken(consumer, {}, { "requested-project-id": "x" }), 404, "project: x."],
    ["an unknown consumer", (consumer: Pair) => requestToken({ ...consumer, id: "f".repeat(32) }), 404, "Consumer not found"],
    ["another scheme", (consumer: Pair) => requestToken(consumer, {}, { authorization: "Basic x" }), 400, "OAuth 1"],
  ])("no request token with %s", async (_what, ask, status, message) => {
    const answer = await ask(await createConsumer());
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(message);
  });

  test("a request token is good for one access token, of its consumer, with its verifier, once authorized", async () => {
    const consumer = await createConsumer();
    const asked = readForm(await requestToken(consumer));
    expect((await accessToken(consumer, asked, "aaaaaaaa")).status).toBe(401);
    const { oauth_verifier: verifier } = (await authorize(asked.id)).body.token;
    expect((await accessToken(consumer, asked, "2".repeat(8))).status).toBe(401);
    expect((await accessToken(consumer, asked, "short")).status).toBe(400);
    expect((await accessToken(consumer, { ...asked, secret: "wrong" }, verifier)).status).toBe(401);
    expect((await accessToken(await createConsumer(), asked, verifier)).status).toBe(401);
    const answers = await Promise.all([accessToken(consumer, asked, verifier), accessToken(consumer, asked, verifier)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 404]);
  });

  test("401 and 403: authorization takes the role itself, and no delegated token", async () => {
    const consumer = await createConsumer();
    const asked = readForm(await requestToken(consumer));
    const path = `/v3/OS-OAUTH1/authorize/${asked.id}`;
    const body = { roles: [{ id: adminRoleId }] };
    expect((await service.request("PUT", path, { token: member.token, body })).status).toBe(403);
    expect((await service.request("PUT", path, { body })).status).toBe(401);
    expect((await authorize(asked.id, [{ id: "f".repeat(32) }])).status).toBe(401);
    expect((await authorize(asked.id, [{}])).status).toBe(400);
    expect((await authorize("none")).status).toBe(404);
    const { consumer: other, access } = await obtainAccess();
    const delegated = (await login(other, access)).headers["x-subject-token"] as string;
    const refused = await service.request("PUT", path, { token: delegated, body });
    expect(refused.status).toBe(403);
    expect(refused.body.error.message).toBe("You are not authorized to perform the requested action.");
  });

  test("an expired request token, and an expired access token, are refused", async () => {
    const consumer = await createConsumer();
    const asked = readForm(await requestToken(consumer));
    const { consumer: other, access } = await obtainAccess();
    await service.clock.advance(28_801_000);
    expect((await authorize(asked.id)).status).toBe(401);
    expect((await accessToken(consumer, asked, "aaaaaaaa")).status).toBe(401);
    expect((await login(other, access)).status).toBe(201);
    await service.clock.advance(86_400_000 - 28_800_000);
    expect((await login(other, access)).status).toBe(401);
  });

  test("a login is refused for any other secret, consumer, address or token", async () => {
    const { consumer, access } = await obtainAccess();
    expect((await login(consumer, { ...access, secret: "wrong" })).status).toBe(401);
    expect((await login({ ...consumer, secret: "wrong" }, access)).status).toBe(401);
    expect((await login(await createConsumer(), access)).status).toBe(401);
    expect((await login(consumer, access, "http://elsewhere.test/v3/auth/tokens")).status).toBe(401);
    expect((await login(consumer, { ...access, id: "f".repeat(32) })).status).toBe(404);
    const body = { auth: { identity: { methods: ["oauth1"], oauth1: {} } } };
    expect((await service.request("POST", "/v3/auth/tokens", { body })).status).toBe(400);
    const headers = { authorization: 'OAuth realm="x"' };
    expect((await service.request("POST", "/v3/auth/tokens", { body, headers })).status).toBe(400);
  });

  test("404: with a consumer, or an access token, go the tokens made from it", async () => {
    const first = await obtainAccess();
    const second = await obtainAccess();
    const tokens = [
      (await login(first.consumer, first.access)).headers["x-subject-token"] as string,
      (await login(second.consumer, second.access)).headers["x-subject-token"] as string,
    ];
    await service.clock.advance(1000);
    const admin = await service.adminToken();
    const validate = async (): Promise<number[]> => {
      const answers = tokens.map((subjectToken) => service.request("GET", "/v3/auth/tokens", { token: admin, subjectToken }));
      return (await Promise.all(answers)).map((answer) => answer.status);
    };
    expect(await validate()).toEqual([200, 200]);
    const consumerPath = `/v3/OS-OAUTH1/consumers/${first.consumer.id}`;
    expect((await service.request("DELETE", consumerPath, { token: admin })).status).toBe(204);
    expect(await validate()).toEqual([404, 200]);
    const events = await service.identity.database.query.selectFrom("revocation_event").selectAll().execute();
    expect(events.filter((event) => event.consumer_id === first.consumer.id)).toHaveLength(1);
    const tokenPath = `/v3/users/${service.adminUserId}/OS-OAUTH1/access_tokens/${second.access.id}`;
    expect((await service.request("DELETE", tokenPath, { token: admin })).status).toBe(204);
    expect(await validate()).toEqual([404, 404]);
    expect((await login(second.consumer, second.access)).status).toBe(404);
  });

  test("a user's access tokens and their roles are shown, without secrets", async () => {
    const { consumer, access } = await obtainAccess();
    const token = await service.adminToken();
    const base = `/v3/users/${service.adminUserId}/OS-OAUTH1/access_tokens`;
    const one = await service.request("GET", `${base}/${access.id}`, { token });
    expect(one.body.access_token).toEqual({
      id: access.id,
      authorizing_user_id: service.adminUserId,
      project_id: service.adminProjectId,
      consumer_id: consumer.id,
      expires_at: expect.stringMatching(/\.000000Z$/),
      links: {
        roles: `http://identity.test:5000${base}/${access.id}/roles`,
        self: `http://identity.test:5000${base}/${access.id}`,
      },
    });
    const list = await service.request("GET", base, { token });
    expect(list.body.access_tokens).toContainEqual(one.body.access_token);
    const roles = await service.request("GET", `${base}/${access.id}/roles`, { token });
    expect(roles.body.roles).toEqual([
      {
        id: adminRoleId,
        name: "admin",
        domain_id: null,
        options: { immutable: true },
        links: { self: `${URL}/roles/${adminRoleId}` },
      },
    ]);
    const role = await service.request("GET", `${base}/${access.id}/roles/${adminRoleId}`, { token });
    expect(role.body.role).toEqual(roles.body.roles[0]);
    expect((await service.request("GET", `${base}/${access.id}/roles/none`, { token })).status).toBe(404);
    const elsewhere = `/v3/users/${member.userId}/OS-OAUTH1/access_tokens/${access.id}`;
    expect((await service.request("GET", elsewhere, { token })).status).toBe(404);
    expect((await service.request("DELETE", elsewhere, { token })).status).toBe(401);
    expect((await service.request("GET", base)).status).toBe(401);
    const memberToken = (await addMember(service, "member", { project: service.adminProjectId })).token;
    expect((await service.request("GET", base, { token: memberToken })).status).toBe(403);
  });
});
