import { createSimulatedClock } from "@multisite/kernel/clock";
import { openDatabase } from "@multisite/kernel/sql";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestDatabase } from "../../../test/support/engines.ts";
import type { DirectAssignment } from "../assignment/index.ts";
import { createAssignment, listAssignments, pageAssignments } from "./assignments.ts";
import type { IdentityDatabase } from "./database.ts";
import { createSchema } from "./schema/create.ts";
import type { Tables } from "./schema/tables.ts";

const ROLE_IDS = ["r0", "r1", "r2"];

const assignments: fc.Arbitrary<DirectAssignment[]> = fc.uniqueArray(
  fc.record({
    actor: fc.record({ kind: fc.constantFrom("user" as const, "group" as const), id: fc.constantFrom("a", "b", "c", "d") }),
    target: fc.record({ kind: fc.constantFrom("project" as const, "domain" as const), id: fc.constantFrom("p", "q") }),
    roleId: fc.constantFrom(...ROLE_IDS),
    inherited: fc.boolean(),
  }),
  { maxLength: 20, selector: (assignment) => JSON.stringify(assignment) },
);

describe.each(engines())("stored assignments on $name", (engine) => {
  let home: TestDatabase;
  let database: IdentityDatabase;
  beforeAll(async () => {
    home = await engine.createDatabase();
    database = openDatabase<Tables>(home.location, { clock: createSimulatedClock(), watchIntervalMs: 0 });
    await createSchema(database);
    for (const id of ROLE_IDS) {
      await database.query.insertInto("role").values({ id, name: id, extra: "{}", description: null }).execute();
    }
  });
  afterAll(async () => {
    await database.close();
    await home.drop();
  });

  const texts = (list: readonly DirectAssignment[]): string[] => list.map((assignment) => JSON.stringify(assignment)).sort();

  test("pages of any size give every assignment once, and those of one user or group together", async () => {
    await fc.assert(
      fc.asyncProperty(assignments, fc.integer({ min: 1, max: 6 }), fc.boolean(), async (stored, pageSize, onlyInherited) => {
        await database.transaction(async (queries) => {
          await queries.deleteFrom("assignment").execute();
          for (const assignment of stored) await createAssignment(engine.name, queries, assignment);
        });
        const filter = onlyInherited ? { inherited: true } : {};
        const seen: DirectAssignment[] = [];
        const actorsBefore = new Set<string>();
        for await (const page of pageAssignments(database.query, filter, pageSize)) {
          const actors = new Set(page.map((assignment) => assignment.actor.id));
          for (const actor of actors) expect(actorsBefore.has(actor)).toBe(false);
          for (const actor of actors) actorsBefore.add(actor);
          seen.push(...page);
        }
        const expected = stored.filter((assignment) => !onlyInherited || assignment.inherited);
        expect(texts(seen)).toEqual(texts(expected));
        expect(texts(await listAssignments(database.query, filter))).toEqual(texts(expected));
      }),
      { numRuns: 40 },
    );
  });

  test("an empty list of actors, targets or roles matches nothing, whatever else is asked", async () => {
    await database.transaction((queries) =>
      createAssignment(engine.name, queries, {
        actor: { kind: "user", id: "a" },
        target: { kind: "project", id: "p" },
        roleId: "r0",
        inherited: false,
      }),
    );
    for (const none of [{ actorIds: [] }, { targetIds: [] }, { roleIds: [] }]) {
      expect(await listAssignments(database.query, { ...none })).toEqual([]);
      expect(await listAssignments(database.query, { actorIds: ["a"], targetIds: ["p"], ...none })).toEqual([]);
    }
    expect(await listAssignments(database.query, { actorIds: ["a"], targetIds: ["p"], roleIds: ["r0"] })).not.toEqual([]);
  });
});
