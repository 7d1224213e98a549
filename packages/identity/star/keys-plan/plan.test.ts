import { describe, expect, test } from "vitest";
import { planKeys } from "./plan.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The table of the reference: life + window, period, keys, late; then what is guaranteed, whether it is safe, and how many it takes. */
const TABLE = [
  ["upstream's example, 24 h / 6 h, 6 keys", [24 * HOUR, 0, 6 * HOUR, 6, 0], 24 * HOUR, true, 6],
  ["the same, an hour late", [24 * HOUR, 0, 6 * HOUR, 6, HOUR], 23 * HOUR, false, 7],
  ["Keystone's defaults, daily", [HOUR, 48 * HOUR, DAY, 3, 0], 24 * HOUR, false, 5],
  ["Keystone's defaults, hourly", [HOUR, 48 * HOUR, HOUR, 3, 0], HOUR, false, 51],
  ["Keystone's defaults, weekly, 119 h late", [HOUR, 48 * HOUR, 7 * DAY, 3, 119 * HOUR], 49 * HOUR, true, 3],
  ["kolla-ansible before its fix", [24 * HOUR, 48 * HOUR, 8 * HOUR, 4, 0], 16 * HOUR, false, 11],
  ["Mirantis, hourly, copied 10 min late", [HOUR, 48 * HOUR, HOUR, 51, 600], 49 * HOUR - 600, false, 52],
  ["CERN's setting with today's window", [24 * HOUR, 48 * HOUR, 6 * HOUR, 6, 0], 24 * HOUR, false, 14],
] as const;

function settings([life, window, period, keys, late]: readonly [number, number, number, number, number]) {
  return {
    tokenExpirationSeconds: life,
    allowExpiredWindowSeconds: window,
    rotationPeriodSeconds: period,
    stagedKeys: 1,
    clockErrorMs: 0,
    lateSeconds: late,
    keys,
  };
}

describe("the calculator gives the reference's table", () => {
  test.each(TABLE)("%s", (_, numbers, guaranteedValiditySeconds, isSafe, keysNeeded) => {
    expect(planKeys(settings(numbers))).toMatchObject({ guaranteedValiditySeconds, isSafe, keysNeeded });
  });

  test("weekly is no longer safe at 119 h and a second", () => {
    expect(planKeys(settings([HOUR, 48 * HOUR, 7 * DAY, 3, 119 * HOUR + 1]))).toMatchObject({ isSafe: false, keysNeeded: 4 });
  });

  test("a week of isolation with daily rotation takes 7 staged keys and 18 in all; an exact clock saves none", () => {
    const { keys, ...week } = { ...settings([HOUR, 48 * HOUR, DAY, 0, 7 * DAY]), stagedKeys: 7 };
    expect(planKeys(week)).toMatchObject({ isSafe: true, keysNeeded: 18, isolationSeconds: 7 * DAY, stagingSlackSeconds: 0 });
    expect(planKeys({ ...week, clockErrorMs: 1 })).toMatchObject({ isSafe: false, reasons: [{ condition: "staging" }] });
  });
});

describe("reasons say what to do", () => {
  test("too few keys: whether living tokens die, or only the window is cut, and how many keys it takes", () => {
    const [kolla] = planKeys(settings([24 * HOUR, 48 * HOUR, 8 * HOUR, 4, 0])).reasons;
    expect(kolla?.message).toMatch(/even tokens that have not expired.*Keep 11 keys\./);
    const [daily] = planKeys(settings([HOUR, 48 * HOUR, DAY, 3, 0])).reasons;
    expect(daily?.message).toMatch(/keep tokens valid for 1 d, and 2 d 1 h is needed.*before their allow-expired window ends/);
  });

  test("too few staged keys: how many would do", () => {
    const [reason] = planKeys(settings([HOUR, 0, HOUR, 20, 5 * HOUR])).reasons;
    expect(reason).toMatchObject({ condition: "staging", message: expect.stringContaining("Stage 5 keys") });
  });
});
