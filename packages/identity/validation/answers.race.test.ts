import type { HotReads, RawReader, RawRow } from "@multisite/kernel/sql";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordRevocation } from "../store/revocation-events.ts";
import { passwordAuth, startTestService, type TestService } from "../testing/index.ts";
import { type AnswerSource, createAnswerSource, createSnapshotSource, createValidator } from "./index.ts";

const PLAIN = { windowSeconds: 0, accessRulesVersion: undefined };

/** Changes of what a token stands on; each has a way back, so that runs can follow one another. */
interface Change {
  readonly name: string;
  readonly apply: (service: TestService) => Promise<unknown>;
  readonly undo: (service: TestService) => Promise<unknown>;
}

const queriesOf = (service: TestService) => service.identity.database.query;

const CHANGES: readonly Change[] = [
  {
    name: "the last role is removed",
    apply: (service) => queriesOf(service).deleteFrom("assignment").where("actor_id", "=", service.adminUserId).execute(),
    undo: async (service) => {
      const role = await queriesOf(service).selectFrom("role").select("id").where("name", "=", "admin").executeTakeFirstOrThrow();
      const row = {
        type: "UserProject",
        actor_id: service.adminUserId,
        target_id: service.adminProjectId,
        role_id: role.id,
        inherited: 0,
      };
      await queriesOf(service).insertInto("assignment").values(row).execute();
    },
  },
  {
    name: "the project is disabled",
    apply: (service) =>
      queriesOf(service).updateTable("project").set({ enabled: 0 }).where("id", "=", service.adminProjectId).execute(),
    undo: (service) =>
      queriesOf(service).updateTable("project").set({ enabled: 1 }).where("id", "=", service.adminProjectId).execute(),
  },
  {
    name: "the domain is disabled",
    apply: (service) => queriesOf(service).updateTable("project").set({ enabled: 0 }).where("id", "=", "default").execute(),
    undo: (service) => queriesOf(service).updateTable("project").set({ enabled: 1 }).where("id", "=", "default").execute(),
  },
  {
    name: "the user is disabled",
    apply: (service) =>
      queriesOf(service).updateTable("user").set({ enabled: 0 }).where("id", "=", service.adminUserId).execute(),
    undo: (service) => queriesOf(service).updateTable("user").set({ enabled: 1 }).where("id", "=", service.adminUserId).execute(),
  },
  {
    name: "the user's tokens are revoked",
    apply: (service) => recordRevocation(service.identity, queriesOf(service), { userId: service.adminUserId }),
    undo: (service) => queriesOf(service).deleteFrom("revocation_event").execute(),
  },
];

describe("the cache of finished answers", () => {
  let service: TestService;
  let token: string;
  beforeAll(async () => {
    service = await startTestService({ star: true });
    token = await service.login(
      passwordAuth(service.adminUserId, service.adminPassword, { project: { id: service.adminProjectId } }),
    );
  });
  afterAll(() => service.close());

  /** The production cache over reads that take as long as the schedule says, as they do on MariaDB. */
  function answersOver(delay: <Value>(value: Promise<Value>) => Promise<Value>): AnswerSource {
    const { identity } = service;
    const raw: RawReader = {
      async all(sql, parameters): Promise<RawRow[]> {
        await delay(Promise.resolve());
        const rows = await identity.database.raw.all(sql, parameters);
        await delay(Promise.resolve());
        return rows;
      },
    };
    const database: HotReads = { engine: identity.database.engine, raw, revision: identity.database.revision };
    const snapshots = createSnapshotSource(database, {});
    const format = service.tokenFormat;
    const validator = createValidator({ database, snapshots, format, clock: service.clock, denials: identity.facts.denials });
    const keys = service.tokenKeys;
    return createAnswerSource({ validator, keys, clock: service.clock, settings: identity.render, maxEntries: 10 });
  }

  const isAccepted = (answers: AnswerSource): Promise<boolean> =>
    answers.validate(token, PLAIN).then(
      () => true,
      () => false,
    );

  test("no validation that begins after a change was answered is accepted, however many run beside it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.constantFrom(...CHANGES),
        fc.integer({ min: 0, max: 5 }),
        fc.boolean(),
        async (scheduler, change, beforehandCount, cold) => {
          const warmed = answersOver((value) => scheduler.schedule(value));
          const warm = isAccepted(warmed);
          await scheduler.waitFor(warm);
          // Readers that are on their way while the change is made: they make their answers, or confirm an older one.
          const answers = cold ? answersOver((value) => scheduler.schedule(value)) : warmed;
          service.identity.database.revision.advance();
          const beforehand = Array.from({ length: beforehandCount }, () => isAccepted(answers));
          const changed = scheduler.schedule(Promise.resolve(), "change").then(() => change.apply(service));
          await scheduler.waitFor(changed);
          // Some of the readers from before the change finish only now, before the next ones begin.
          await scheduler.waitFor(scheduler.schedule(Promise.resolve(), "pause"));
          const afterwards = [isAccepted(answers), isAccepted(answers)];
          const late = scheduler.waitFor(Promise.all(afterwards));
          const accepted = await late;
          await scheduler.waitFor(Promise.all(beforehand));
          const again = await scheduler.waitFor(isAccepted(answers));
          await change.undo(service);
          const restored = await scheduler.waitFor(isAccepted(answers));
          expect({ warm: await warm, accepted, again, restored }).toEqual({
            warm: true,
            accepted: [false, false],
            again: false,
            restored: true,
          });
        },
      ),
      { numRuns: 400 },
    );
  });

  test("nor after a fact ended the token or denied its user, though the data has not changed", async () => {
    const { facts } = service.identity;
    const scope = { project: { id: service.adminProjectId } };
    const userId = service.adminUserId;
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.constantFrom("revoke", "deny"),
        fc.integer({ min: 0, max: 5 }),
        async (scheduler, does, beforehandCount) => {
          const own = await service.login(passwordAuth(userId, service.adminPassword, scope));
          const answers = answersOver((value) => scheduler.schedule(value));
          const isOwnAccepted = () =>
            answers.validate(own, PLAIN).then(
              () => true,
              () => false,
            );
          const warm = await scheduler.waitFor(isOwnAccepted());
          const beforehand = Array.from({ length: beforehandCount }, () => isOwnAccepted());
          const changed = scheduler.schedule(Promise.resolve(), "fact").then(() => {
            const auditId = service.tokenFormat.open(own);
            if (does === "deny") facts.deny(userId, service.clock.nowMs());
            else if (auditId.ok) facts.revoke({ auditId: auditId.payload.auditIds[0] ?? "" }, service.clock.nowMs());
          });
          await scheduler.waitFor(changed);
          await scheduler.waitFor(scheduler.schedule(Promise.resolve(), "pause"));
          const accepted = await scheduler.waitFor(Promise.all([isOwnAccepted(), isOwnAccepted()]));
          await scheduler.waitFor(Promise.all(beforehand));
          const again = await scheduler.waitFor(isOwnAccepted());
          facts.allow(userId, service.clock.nowMs());
          // Lifting lets nobody in with what was issued before.
          const lifted = await scheduler.waitFor(isOwnAccepted());
          await service.clock.advance(1000);
          expect({ warm, accepted, again, lifted }).toEqual({
            warm: true,
            accepted: [false, false],
            again: false,
            lifted: false,
          });
        },
      ),
      { numRuns: 60 },
    );
    token = await service.login(passwordAuth(userId, service.adminPassword, scope));
  });

  test("an unrelated write costs a confirmation and keeps the answer", async () => {
    const answers = answersOver((value) => value);
    const before = await answers.validate(token, PLAIN);
    const region = { id: "elsewhere", description: "", parent_region_id: null, extra: "{}" };
    await queriesOf(service).insertInto("region").values(region).execute();
    expect(await answers.validate(token, PLAIN)).toBe(before);
    expect(await answers.validate(token, PLAIN)).toBe(before);
    expect(answers.counts).toEqual({ hits: 1, confirmations: 1, misses: 1 });
  });

  test("a changed name, role or endpoint shows in the very next answer", async () => {
    const answers = answersOver((value) => value);
    const queries = queriesOf(service);
    const bodyNow = async (): Promise<string> => (await answers.validate(token, PLAIN)).body(true).toString();
    expect(await bodyNow()).toContain('"name":"admin"');
    await queries.updateTable("local_user").set({ name: "renamed" }).where("user_id", "=", service.adminUserId).execute();
    expect(await bodyNow()).toContain('"name":"renamed"');
    await queries.updateTable("endpoint").set({ url: "http://moved.test" }).execute();
    expect(await bodyNow()).toContain("http://moved.test");
  });

  test("versions of access rules that mean the same share one answer, so that a header cannot fill the memory", async () => {
    const answers = answersOver((value) => value);
    const first = await answers.validate(token, { windowSeconds: 0, accessRulesVersion: "1.0" });
    for (const accessRulesVersion of ["1", "2.5", "99", "1e3"]) {
      expect(await answers.validate(token, { windowSeconds: 0, accessRulesVersion })).toBe(first);
    }
    const without = await answers.validate(token, PLAIN);
    for (const accessRulesVersion of ["", "0.5", "none"]) {
      expect(await answers.validate(token, { windowSeconds: 0, accessRulesVersion })).toBe(without);
    }
    expect(without).not.toBe(first);
    expect(answers.counts.misses).toBe(2);
  });

  test("an expired token is never served from the cache", async () => {
    const answers = answersOver((value) => value);
    expect(await isAccepted(answers)).toBe(true);
    await service.clock.advance(3_600_000);
    expect(answers.peek(token, PLAIN)).toBeUndefined();
    expect(await isAccepted(answers)).toBe(false);
  });
});
