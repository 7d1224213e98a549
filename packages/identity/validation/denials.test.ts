import { openFactStore } from "@multisite/kernel/facts";
import { createSeededRandom } from "@multisite/kernel/random";
import { formatSqlLocation } from "@multisite/kernel/sql";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createIdentityFacts } from "../facts/index.ts";
import { createIdentityService, type IdentityService } from "../main.ts";
import { passwordAuth, startTestService, type TestService } from "../testing/index.ts";
import { addMember } from "../testing/members.ts";

describe("revoking without a master", () => {
  let node: TestService;
  let admin: string;
  beforeEach(async () => {
    node = await startTestService({ star: true });
    admin = await node.adminToken();
  });
  afterEach(() => node.close());

  const writes = (value: "here" | "forward" | "unavailable") => node.identity.host?.board.set("writes", value);
  const validate = async (subjectToken: string) =>
    (await node.request("GET", "/v3/auth/tokens", { token: admin, subjectToken })).status;
  const rows = () => node.identity.database.query.selectFrom("revocation_event").selectAll().execute();
  const disable = (userId: string, more: object = {}) =>
    node.request("PATCH", `/v3/users/${userId}`, { token: admin, body: { user: { enabled: false, ...more } } });
  const login = async (userId: string, password: string) =>
    (await node.request("POST", "/v3/auth/tokens", { body: { auth: passwordAuth(userId, password) } })).status;

  test.each(["here", "forward", "unavailable"] as const)(
    "writes: %s - a token that is revoked is refused by the next validation",
    async (where) => {
      writes(where);
      const member = await addMember(node, "reader", { project: node.adminProjectId });
      const other = await node.login(passwordAuth(member.userId, "member-password"));
      expect([await validate(member.token), await validate(other)]).toEqual([200, 200]);
      const answer = await node.request("DELETE", "/v3/auth/tokens", { token: admin, subjectToken: member.token });
      expect(answer.status).toBe(204);
      expect([await validate(member.token), await validate(other)]).toEqual([404, 200]);
      expect(await rows()).toHaveLength(where === "here" ? 1 : 0);
      expect(node.identity.facts.store.ofKind("identity.token.revoked")).toHaveLength(1);
    },
  );

  test("a token that is revoked by its ID is refused, also where the clock of the site that revoked it is behind", async () => {
    writes("forward");
    const member = await addMember(node, "reader", { project: node.adminProjectId });
    const { facts, tokens, clock } = node.identity;
    const auditId = tokens.auditIdOf(member.token);
    facts.revoke({ auditId: auditId as string }, clock.nowMs() - 60_000);
    expect(await validate(member.token)).toBe(404);
  });

  test("another process of the host refuses the token in its next validation, though nothing was written to the database", async () => {
    writes("forward");
    const { clock, random, log, config } = node.identity;
    const sibling: IdentityService = await createIdentityService(
      {
        ...config,
        database: {
          ...config.database,
          connection: formatSqlLocation({ kind: "sqlite", path: `${node.directory}/identity.db` }),
        },
      },
      { clock, random, log },
    );
    try {
      const ask = async (subject: string) =>
        (
          await sibling.app.inject({
            method: "GET",
            url: "/v3/auth/tokens",
            headers: { "x-auth-token": admin, "x-subject-token": subject },
          })
        ).statusCode;
      const member = await addMember(node, "reader", { project: node.adminProjectId });
      expect(await ask(member.token)).toBe(200);
      await node.request("DELETE", "/v3/auth/tokens", { token: admin, subjectToken: member.token });
      await new Promise((resolve) => setImmediate(resolve));
      expect(await ask(member.token)).toBe(404);
    } finally {
      await sibling.close();
    }
  });

  test("who may not revoke somebody's token leaves no fact", async () => {
    writes("unavailable");
    const [one, two] = [
      await addMember(node, "reader", { project: node.adminProjectId }),
      await addMember(node, "reader", { project: node.adminProjectId }),
    ];
    const answer = await node.request("DELETE", "/v3/auth/tokens", { token: one.token, subjectToken: two.token });
    expect(answer.status).toBe(403);
    expect(node.identity.facts.store.ofKind("identity.token.revoked")).toEqual([]);
  });

  test("a user can be disabled where nothing can be stored: tokens end, logins fail, answers show it; nothing else can be changed", async () => {
    const user = await node.createUser("u");
    const token = await node.login(passwordAuth(user.id, user.password));
    writes("unavailable");
    for (const body of [{ description: "d" }, { enabled: true }, { name: "n" }]) {
      const refused = await node.request("PATCH", `/v3/users/${user.id}`, { token: admin, body: { user: body } });
      expect([refused.status, Number(refused.headers["retry-after"]) > 0]).toEqual([503, true]);
    }
    expect((await disable(user.id, { description: "d" })).status).toBe(503);
    expect(await validate(token)).toBe(200);
    const answer = await disable(user.id);
    expect([answer.status, answer.body.user.enabled, answer.body.user.name]).toEqual([200, false, "u"]);
    expect(await validate(token)).toBe(404);
    expect(await login(user.id, user.password)).toBe(401);
    const shown = await node.request("GET", `/v3/users/${user.id}`, { token: admin });
    expect(shown.body.user.enabled).toBe(false);
    expect(
      (await node.identity.database.query.selectFrom("user").select("enabled").where("id", "=", user.id).execute())[0],
    ).toEqual({
      enabled: 1,
    });
  });

  test("only who may change a user can disable them so", async () => {
    const member = await addMember(node, "reader", { project: node.adminProjectId });
    writes("unavailable");
    const answer = await node.request("PATCH", `/v3/users/${node.adminUserId}`, {
      token: member.token,
      body: { user: { enabled: false } },
    });
    expect(answer.status).toBe(403);
    expect(await validate(admin)).toBe(200);
  });

  test("disabling where it can be written leaves the fact for the other sites; enabling lifts it, and older tokens stay refused", async () => {
    writes("here");
    const user = await node.createUser("u");
    const token = await node.login(passwordAuth(user.id, user.password));
    expect((await disable(user.id)).status).toBe(200);
    const { facts } = node.identity;
    expect(facts.denials.isDenied(user.id)).toBe(true);
    const enabled = await node.request("PATCH", `/v3/users/${user.id}`, { token: admin, body: { user: { enabled: true } } });
    expect([enabled.status, enabled.body.user.enabled, facts.denials.isDenied(user.id)]).toEqual([200, true, false]);
    await node.identity.database.query.deleteFrom("revocation_event").execute();
    expect(await validate(token)).toBe(404);
    await node.clock.advance(1000);
    expect(await login(user.id, user.password)).toBe(201);
  });

  test("a denial that arrives from another site ends the user's tokens, those issued elsewhere after it too, and what they delegated", async () => {
    const trustor = await addMember(node, "reader", { project: node.adminProjectId });
    const trustee = await addMember(node, "reader", undefined);
    const trust = await node.request("POST", "/v3/OS-TRUST/trusts", {
      token: trustor.token,
      body: {
        trust: {
          trustor_user_id: trustor.userId,
          trustee_user_id: trustee.userId,
          project_id: node.adminProjectId,
          impersonation: false,
          roles: [{ name: "reader" }],
        },
      },
    });
    const scope = { "OS-TRUST:trust": { id: trust.body.trust.id } };
    const delegated = await node.login(passwordAuth(trustee.userId, "member-password", scope));
    expect([await validate(trustor.token), await validate(delegated), await validate(trustee.token)]).toEqual([200, 200, 200]);
    // Denied before the tokens were issued, by a clock that is late; the denial still stands.
    const elsewhere = createIdentityFacts(openFactStore({ path: undefined, random: createSeededRandom(77) }));
    elsewhere.deny(trustor.userId, node.clock.nowMs() - 60_000);
    node.identity.facts.store.merge(elsewhere.store.since(undefined, 10).facts, node.clock.nowMs());
    elsewhere.store.close();
    expect([await validate(trustor.token), await validate(delegated), await validate(trustee.token)]).toEqual([404, 403, 200]);
    const again = await node.request("POST", "/v3/auth/tokens", {
      body: { auth: passwordAuth(trustee.userId, "member-password", scope) },
    });
    // What Keystone says of a disabled trustor.
    expect(again.status).toBe(403);
  });

  test("failed logins and last activity empty no cache", async () => {
    const { answers } = node;
    await validate(admin);
    const before = { ...answers.counts };
    node.identity.facts.recordFailure(node.adminUserId, node.clock.nowMs(), 5);
    node.identity.facts.recordActivity(node.adminUserId, node.clock.nowMs());
    await validate(admin);
    expect([answers.counts.misses - before.misses, answers.counts.confirmations - before.confirmations]).toEqual([0, 0]);
  });
});

test("a service that is on its own leaves no facts of revocations, as no other site would ever lift them", async () => {
  const alone = await startTestService();
  const admin = await alone.adminToken();
  const user = await alone.createUser("u");
  const subjectToken = await alone.login(passwordAuth(user.id, user.password));
  await alone.request("DELETE", "/v3/auth/tokens", { token: admin, subjectToken });
  await alone.request("PATCH", `/v3/users/${user.id}`, { token: admin, body: { user: { enabled: false } } });
  const { store } = alone.identity.facts;
  expect([store.ofKind("identity.token.revoked"), store.ofKind("identity.user.denied")]).toEqual([[], []]);
  await alone.close();
});
