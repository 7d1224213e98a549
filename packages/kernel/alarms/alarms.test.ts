import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSimulatedClock, type SimulatedClock } from "../clock/index.ts";
import { type Alarms, type NewAlarm, openAlarms } from "./index.ts";

const gone = (node: string, severity: NewAlarm["severity"] = "major"): NewAlarm => ({
  id: `replica.master_gone/${node}`,
  severity,
  site: "north",
  cause: `${node} has lost its master.`,
  next: "multisite star status",
});

describe("alarms", () => {
  let clock: SimulatedClock;
  let alarms: Alarms;
  beforeEach(() => {
    clock = createSimulatedClock();
    alarms = openAlarms({ path: undefined, clock });
  });
  afterEach(() => alarms.close());

  test("an alarm that goes on is one alarm with the time of its first moment, and is told once", async () => {
    const told: string[] = [];
    alarms.subscribe(({ id, clearedAtMs }) => told.push(`${id} ${clearedAtMs === undefined ? "raised" : "cleared"}`));
    const raisedAtMs = clock.nowMs();
    alarms.raise(gone("one"));
    await clock.advance(1000);
    alarms.raise({ ...gone("one"), cause: "Still gone." });
    expect(alarms.active()).toMatchObject([{ raisedAtMs, cause: "Still gone." }]);
    alarms.clear("replica.master_gone/one");
    alarms.clear("replica.master_gone/one");
    expect(told).toEqual(["replica.master_gone/one raised", "replica.master_gone/one cleared"]);
    expect(alarms.active()).toEqual([]);
  });

  test("one that comes back is a new alarm, and the history has both", async () => {
    alarms.raise(gone("one"));
    alarms.clear("replica.master_gone/one");
    await clock.advance(5000);
    alarms.raise(gone("one"));
    const [now, before] = alarms.history(10);
    expect([now?.clearedAtMs, before?.clearedAtMs]).toEqual([undefined, clock.nowMs() - 5000]);
  });

  test("settling leaves of a group what was observed, and other groups alone", () => {
    alarms.raise(gone("one"));
    alarms.raise({ ...gone("x"), id: "keys.late/x" });
    alarms.settle("replica.", [gone("two", "critical")]);
    expect(alarms.active().map(({ id }) => id)).toEqual(["replica.master_gone/two", "keys.late/x"]);
    alarms.settle("replica.", []);
    expect(alarms.active().map(({ id }) => id)).toEqual(["keys.late/x"]);
  });
});
