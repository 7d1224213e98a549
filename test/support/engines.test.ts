import { describe, expect, test } from "vitest";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { openDatabase } from "../../packages/kernel/sql/index.ts";
import { engines } from "./engines.ts";

describe.each(engines())("databases for tests on $name", (engine) => {
  test("each is empty and separate from the others", async () => {
    const [one, two] = await Promise.all([engine.createDatabase(), engine.createDatabase()]);
    const open = (location: typeof one.location) =>
      openDatabase<{ t: { a: number } }>(location, { clock: systemClock, watchIntervalMs: 1000 });
    const [first, second] = [open(one.location), open(two.location)];
    await first.query.schema.createTable("t").addColumn("a", "integer").execute();
    await first.query.insertInto("t").values({ a: 7 }).execute();
    expect(await first.query.selectFrom("t").selectAll().execute()).toEqual([{ a: 7 }]);
    await expect(second.query.selectFrom("t").selectAll().execute()).rejects.toThrow(/t/);
    await Promise.all([first.close(), second.close()]);
    await Promise.all([one.drop(), two.drop()]);
  });
});
