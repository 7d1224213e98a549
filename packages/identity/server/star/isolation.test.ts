import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";
import { addMember } from "../../testing/members.ts";

const LIMIT_SECONDS = 600;

describe("a site that has heard from no other for too long", () => {
  let node: TestService;
  beforeEach(async () => {
    const star = { refuse_admin_after_isolation_seconds: LIMIT_SECONDS };
    node = await startTestService({ star: true, config: { star } });
    node.identity.host?.board.set("heard", { atMs: node.clock.nowMs() });
  });
  afterEach(() => node.close());

  const adminAuth = (scope: object) => passwordAuth(node.adminUserId, node.adminPassword, scope);
  const issue = async (auth: object) => {
    const answer = await node.request("POST", "/v3/auth/tokens", { body: { auth } });
    return { status: answer.status, message: answer.body?.error?.message as string | undefined };
  };

  test("refuses admin scopes, whoever asks for, asks about or shows such a token; all others go on", async () => {
    const project = { project: { id: node.adminProjectId } };
    const admin = await node.adminToken();
    const member = await addMember(node, "reader", { project: node.adminProjectId });
    const validate = (token: string, subjectToken: string) => node.request("GET", "/v3/auth/tokens", { token, subjectToken });
    await node.clock.advance(LIMIT_SECONDS * 1000);
    expect((await validate(member.token, member.token)).status).toBe(200);
    expect((await validate(admin, admin)).status).toBe(200);
    await node.clock.advance(1000);
    const text = /^This site has heard from no other site for 601 seconds and refuses tokens with an admin scope/;
    for (const scope of [project, { system: { all: true } }]) {
      expect(await issue(adminAuth(scope))).toEqual({ status: 403, message: expect.stringMatching(text) });
    }
    expect((await issue(adminAuth({ unscoped: {} }))).status).toBe(201);
    expect((await issue(passwordAuth(member.userId, "member-password", project))).status).toBe(201);
    expect((await validate(member.token, member.token)).status).toBe(200);
    const about = await node.request("GET", "/v3/auth/tokens", { token: member.token, subjectToken: admin });
    expect([about.status, about.body.error.message]).toEqual([404, expect.stringMatching(text)]);
    const shown = await node.request("GET", "/v3/users", { token: admin });
    expect([shown.status, shown.body.error.message]).toEqual([401, expect.stringMatching(text)]);
    node.identity.host?.board.set("heard", { atMs: node.clock.nowMs() });
    expect((await node.request("GET", "/v3/users", { token: admin })).status).toBe(200);
  });

  test("answers none of them from the cache", async () => {
    const admin = await node.adminToken();
    await node.app.listen({ host: "127.0.0.1", port: 0 });
    const { port } = node.app.server.address() as { port: number };
    const headers = { "x-auth-token": admin, "x-subject-token": admin };
    const validate = async () => (await fetch(`http://127.0.0.1:${port}/v3/auth/tokens`, { headers })).status;
    expect([await validate(), await validate()]).toEqual([200, 200]);
    await node.clock.advance((LIMIT_SECONDS + 1) * 1000);
    expect(await validate()).toBe(401);
    node.app.server.closeAllConnections();
  });
});

test("services that hold the role admin are exempt by name, or a lonely site could validate nothing", async () => {
  const node = await startTestService({ star: true, seed: 5 });
  const { adminUserId } = node;
  await node.close();
  const star = { refuse_admin_after_isolation_seconds: LIMIT_SECONDS, isolation_exempt_users: [adminUserId] };
  const exempt = await startTestService({ star: true, seed: 5, config: { star } });
  exempt.identity.host?.board.set("heard", { atMs: exempt.clock.nowMs() - 10_000_000 });
  const token = await exempt.adminToken();
  expect((await exempt.request("GET", "/v3/auth/tokens", { token, subjectToken: token })).status).toBe(200);
  const other = await addMember(exempt, "reader", { project: exempt.adminProjectId });
  expect((await exempt.request("GET", "/v3/auth/tokens", { token, subjectToken: other.token })).status).toBe(200);
  await exempt.close();
});

test("a site that has never heard of another, and one without the setting, refuse nothing", async () => {
  const never = await startTestService({ star: true, config: { star: { refuse_admin_after_isolation_seconds: 1 } } });
  expect(await never.adminToken()).toBeTypeOf("string");
  await never.close();
  const unset = await startTestService({ star: true });
  unset.identity.host?.board.set("heard", { atMs: 0 });
  expect(await unset.adminToken()).toBeTypeOf("string");
  await unset.close();
});
