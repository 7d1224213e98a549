import { afterEach, describe, expect, test } from "vitest";
import { engines, type TestDatabase } from "../../../../test/support/engines.ts";
import { passwordAuth, startTestService, type TestService } from "../../testing/index.ts";
import { writeRevocationRows } from "./index.ts";

/** What a master's agent does with what other sites have said. */
describe.each(engines())("rows of revocations that were facts, on $name", (engine) => {
  let database: TestDatabase;
  let master: TestService;
  afterEach(async () => {
    await master.close();
    await database.drop();
  });

  async function start(): Promise<{ user: { id: string; password: string }; write: () => Promise<number> }> {
    database = await engine.createDatabase();
    master = await startTestService({ star: true, location: database.location });
    const { config, clock, facts } = master.identity;
    const write = () => writeRevocationRows({ store: facts.store, database: master.identity.database, config, clock });
    return { user: await master.createUser("u"), write };
  }
  const events = () =>
    master.identity.database.query
      .selectFrom("revocation_event")
      .select(["user_id", "audit_id", "issued_before", "role_id", "project_id"])
      .orderBy("id")
      .execute();
  const isEnabled = async (id: string): Promise<boolean> =>
    (await master.identity.database.query.selectFrom("user").select("enabled").where("id", "=", id).executeTakeFirst())
      ?.enabled === 1;

  test("each becomes one row, as Keystone writes it, and a denied user is disabled; once", async () => {
    const { user, write } = await start();
    const { facts, clock } = master.identity;
    facts.revoke({ auditId: "one" }, clock.nowMs());
    facts.revoke({ userId: user.id, projectId: master.adminProjectId }, clock.nowMs());
    facts.deny(user.id, clock.nowMs());
    expect(await write()).toBe(3);
    expect(await write()).toBe(0);
    expect(await events()).toEqual([
      expect.objectContaining({ audit_id: "one", user_id: null, issued_before: expect.stringContaining("2023-11-14 22:13:20") }),
      expect.objectContaining({ audit_id: null, user_id: user.id, project_id: master.adminProjectId }),
      expect.objectContaining({ audit_id: null, user_id: user.id, project_id: null }),
    ]);
    expect(await isEnabled(user.id)).toBe(false);
    facts.revoke({ auditId: "two" }, clock.nowMs());
    expect(await write()).toBe(1);
  });

  test("the rows alone refuse the token, as they do for a Keystone", async () => {
    const { user, write } = await start();
    const token = await master.login(passwordAuth(user.id, user.password));
    const { facts, clock } = master.identity;
    facts.deny(user.id, clock.nowMs());
    facts.allow(user.id, clock.nowMs());
    await write();
    expect(await isEnabled(user.id)).toBe(true);
    facts.store.forget({ kind: "identity.user.denied", olderThanMs: clock.nowMs() + 1 });
    facts.denials.reload();
    expect(facts.denials.deniedAtMs(user.id)).toBeUndefined();
    const answer = await master.request("GET", "/v3/auth/tokens", { token: await master.adminToken(), subjectToken: token });
    expect(answer.status).toBe(404);
  });

  test("what the API has written is not written again; what concerns only expired tokens is not written, but its user is disabled", async () => {
    const { user, write } = await start();
    const token = await master.login(passwordAuth(user.id, user.password));
    const admin = await master.adminToken();
    await master.request("DELETE", "/v3/auth/tokens", { token: admin, subjectToken: token });
    await master.request("PATCH", `/v3/users/${user.id}`, { token: admin, body: { user: { enabled: false } } });
    const before = await events();
    expect(before).toHaveLength(2);
    expect(await write()).toBe(0);
    expect(await events()).toEqual(before);
    const late = await master.createUser("late");
    const { facts, clock } = master.identity;
    facts.deny(late.id, clock.nowMs());
    facts.revoke({ auditId: "late" }, clock.nowMs());
    await master.clock.advance(86_400_000);
    expect(await write()).toBe(1);
    expect(await isEnabled(late.id)).toBe(false);
    expect((await events()).some((event) => event.audit_id === "late")).toBe(false);
  });

  test("the service of a node that writes does it by itself, within seconds; that of another node does not", async () => {
    const { user } = await start();
    master.identity.facts.deny(user.id, master.clock.nowMs());
    await master.clock.advance(10_000);
    expect(await isEnabled(user.id)).toBe(true);
    master.identity.host?.board.set("writes", "here");
    await master.clock.advance(2000);
    await expect.poll(() => isEnabled(user.id)).toBe(false);
    expect(await events()).toHaveLength(1);
  });

  test("a user that was deleted meanwhile is no error", async () => {
    const { write } = await start();
    master.identity.facts.deny("gone", master.clock.nowMs());
    expect(await write()).toBe(1);
    expect(await write()).toBe(0);
  });
});
