import { createSimulatedClock } from "@multisite/kernel/clock";
import { openDatabase } from "@multisite/kernel/sql";
import fc from "fast-check";
import { expect, test } from "vitest";
import { KeystoneError } from "../errors/index.ts";
import { listRegions } from "../store/regions.ts";
import { createSchema } from "../store/schema/create.ts";
import type { Tables } from "../store/schema/tables.ts";
import { createRegion, deleteRegion, updateRegion } from "./regions.ts";

const ids = ["a", "b", "c", "d", "e"] as const;
const id = fc.constantFrom(...ids);
const step = fc.oneof(
  fc.record({ kind: fc.constant("create" as const), id, parent: fc.option(id) }),
  fc.record({ kind: fc.constant("move" as const), id, parent: fc.option(id) }),
  fc.record({ kind: fc.constant("delete" as const), id, parent: fc.constant(null) }),
);

test("whatever is created, moved and deleted, every region's way up ends, at a region that exists", async () => {
  const clock = createSimulatedClock();
  const database = openDatabase<Tables>({ kind: "sqlite", path: ":memory:" }, { clock, watchIntervalMs: 0 });
  await createSchema(database);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      await database.query.deleteFrom("region").execute();
      for (const { kind, id, parent } of steps) {
        const change = database.transaction(async (queries) => {
          if (kind === "create") await createRegion(queries, { id, description: "", parentRegionId: parent, extra: {} });
          else if (kind === "move") await updateRegion(queries, id, { parentRegionId: parent });
          else await deleteRegion(queries, id);
        });
        await change.catch((thrown: unknown) => expect(thrown).toBeInstanceOf(KeystoneError));
      }
      const parents = new Map((await listRegions(database.query)).map((region) => [region.id, region.parentRegionId]));
      for (const start of parents.keys()) {
        let current: string | null | undefined = start;
        for (let height = 0; current && height <= ids.length; height++) current = parents.get(current);
        expect(current).toBeNull();
      }
    }),
    { numRuns: 60 },
  );
  await database.close();
});
