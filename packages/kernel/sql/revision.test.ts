import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, type TestDatabase } from "../../../test/support/engines.ts";
import { createSimulatedClock, systemClock } from "../clock/index.ts";
import { openDatabase, type RawReader, type SqlDatabase } from "./index.ts";
import { createMariadbRevision } from "./mariadb-revision.ts";

interface Tables {
  item: { id: number; name: string };
}

const INTERVAL_MS = 20;
/** A safety bound of many times the interval: two cores may be busy with other tests. */
const BOUND_MS = 5000;

describe.each(engines())("the revision of a database on $name", (engine) => {
  let place: TestDatabase;
  let own: SqlDatabase<Tables>;
  let other: SqlDatabase<Tables>;
  beforeAll(async () => {
    place = await engine.createDatabase();
    own = openDatabase<Tables>(place.location, { clock: systemClock, watchIntervalMs: INTERVAL_MS });
    other = openDatabase<Tables>(place.location, { clock: systemClock, watchIntervalMs: INTERVAL_MS });
    await own.query.schema.createTable("item").addColumn("id", "integer").addColumn("name", "text").execute();
  });
  afterAll(async () => {
    await own.close();
    await other.close();
    await place.drop();
  });

  test("an own write moves it before the write's caller goes on", async () => {
    const before = own.revision.current();
    await own.query.insertInto("item").values({ id: 1, name: "single statement" }).execute();
    const between = own.revision.current();
    expect(between).toBeGreaterThan(before);
    await own.transaction(async (transaction) => transaction.insertInto("item").values({ id: 2, name: "transaction" }).execute());
    expect(own.revision.current()).toBeGreaterThan(between);
  });

  test("a commit of another program moves it within the bound, also the second one in a second", async () => {
    for (const id of [10, 11, 12]) {
      const before = own.revision.current();
      await other.query.insertInto("item").values({ id, name: "other" }).execute();
      const startMs = systemClock.monotonicMs();
      while (own.revision.current() === before && systemClock.monotonicMs() - startMs < BOUND_MS) await systemClock.sleep(1);
      expect(own.revision.current()).toBeGreaterThan(before);
    }
  });

  test("a rolled back transaction leaves the data as it was and its error reaches the caller", async () => {
    const work = own.transaction(async (transaction) => {
      await transaction.insertInto("item").values({ id: 99, name: "never" }).execute();
      throw new Error("changed my mind");
    });
    await expect(work).rejects.toThrow("changed my mind");
    expect(await own.query.selectFrom("item").select("id").where("id", "=", 99).execute()).toEqual([]);
  });
});

describe("a watch on MariaDB", () => {
  test("that gets no answer any more vouches for nothing: every question gives another revision", async () => {
    const clock = createSimulatedClock();
    let answers = true;
    const raw: RawReader = {
      all: () => (answers ? Promise.resolve([{ newest: null, settling: null }]) : new Promise(() => {})),
    };
    const revision = createMariadbRevision(raw, "identity", { clock, intervalMs: 50 });
    await clock.advance(200);
    expect(revision.current()).toBe(revision.current());
    answers = false;
    await clock.advance(2000);
    expect(revision.current()).not.toBe(revision.current());
    revision.stop();
  });

  test("that is refused vouches on for twenty intervals, and once it is answered again everything counts as changed", async () => {
    const clock = createSimulatedClock();
    let answers = true;
    // A server that has just started knows no update times, like one whose tables were never written.
    const raw: RawReader = {
      all: () => (answers ? Promise.resolve([{ newest: null, settling: null }]) : Promise.reject(new Error("refused"))),
    };
    const revision = createMariadbRevision(raw, "identity", { clock, intervalMs: 50 });
    await clock.advance(50);
    const before = revision.current();
    answers = false;
    await clock.advance(1000);
    expect(revision.current()).toBe(before);
    await clock.advance(50);
    expect(revision.current()).not.toBe(revision.current());

    answers = true;
    await clock.advance(50);
    const after = revision.current();
    expect(after).toBeGreaterThan(before);
    answers = false;
    await clock.advance(50);
    expect(revision.current()).toBe(after);
    answers = true;
    await clock.advance(50);
    expect(revision.current()).toBeGreaterThan(after);
    revision.stop();
  });
});
