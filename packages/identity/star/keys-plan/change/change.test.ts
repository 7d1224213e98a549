import { describe, expect, test } from "vitest";
import type { RotationSettings } from "../settings.ts";
import { planChange } from "./index.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Keystone's defaults, rotated daily, with a week's worth of staged keys; keys leave by certificate. */
const STAR: RotationSettings = {
  tokenExpirationSeconds: HOUR,
  allowExpiredWindowSeconds: 48 * HOUR,
  rotationPeriodSeconds: DAY,
  stagedKeys: 7,
  clockErrorMs: 1000,
  lateSeconds: 0,
};
/** A stock Keystone, rotated weekly, one key staged. */
const STOCK: RotationSettings = { ...STAR, rotationPeriodSeconds: 7 * DAY, stagedKeys: 1, clockErrorMs: 0, keys: 3 };

const texts = (before: RotationSettings, after: RotationSettings) => planChange(before, after).steps.map(({ text }) => text);

describe("what is safe at once is said to be", () => {
  test.each([
    ["nothing", STAR, "none"],
    ["a shorter window", { ...STAR, allowExpiredWindowSeconds: 0 }, "direct"],
    [
      "another period and other staged keys, where certificates keep keys",
      { ...STAR, rotationPeriodSeconds: HOUR, stagedKeys: 1 },
      "direct",
    ],
  ] as const)("%s", (_, after, verdict) => expect(planChange(STAR, after).verdict).toBe(verdict));

  test("more keys, or a longer period, of a stock Keystone", () => {
    expect(planChange(STOCK, { ...STOCK, keys: 9 }).verdict).toBe("direct");
    expect(planChange(STOCK, { ...STOCK, rotationPeriodSeconds: 14 * DAY }).verdict).toBe("direct");
  });
});

describe("what would cost tokens at once is refused, and the safe order is told", () => {
  test("a longer life: keys are kept for longer first, everywhere", () => {
    const after = { ...STAR, tokenExpirationSeconds: 24 * HOUR };
    expect(planChange(STAR, after).verdict).toBe("in-steps");
    expect(texts(STAR, after)).toEqual([
      "In the next generation, set retentionSeconds: 259200.",
      "Wait until every site has acknowledged it.",
      "In the next generation, set tokenExpirationSeconds: 86400, no retentionSeconds.",
    ]);
  });

  test("a longer window: besides, the keys of the tokens that it revives are waited for", () => {
    expect(texts(STAR, { ...STAR, allowExpiredWindowSeconds: 72 * HOUR })).toEqual([
      "In the next generation, set retentionSeconds: 262800.",
      "Wait 1 d, counted from when every site has acknowledged it.",
      "In the next generation, set allowExpiredWindowSeconds: 259200, no retentionSeconds.",
    ]);
  });

  test("a shorter life: the keys of the long-lived tokens stay until these are dead", () => {
    const before = { ...STAR, tokenExpirationSeconds: 24 * HOUR };
    expect(texts(before, STAR)).toEqual([
      "In the next generation, set tokenExpirationSeconds: 3600, retentionSeconds: 259200.",
      "Wait 3 d 2 s, counted from when every site has acknowledged it.",
      "In the next generation, set no retentionSeconds.",
    ]);
  });

  test("taking the retention out too early is waited for, and done at once when it has had its time", () => {
    const before = { ...STAR, retentionSeconds: 72 * HOUR };
    const soon = planChange(before, STAR, { inForceSeconds: 2 * DAY, longestSilenceSeconds: 0 });
    expect(soon).toMatchObject({ verdict: "in-steps", steps: [{ kind: "wait", seconds: DAY + 2 }, { kind: "apply" }] });
    expect(planChange(before, STAR, { inForceSeconds: 4 * DAY, longestSilenceSeconds: 0 }).verdict).toBe("direct");
  });

  test("a window that was prepared for is widened only after the wait", () => {
    const prepared = { ...STAR, retentionSeconds: 73 * HOUR };
    const after = { ...STAR, allowExpiredWindowSeconds: 72 * HOUR };
    const early = planChange(prepared, after, { inForceSeconds: HOUR, longestSilenceSeconds: 0 });
    expect(early.steps[0]).toMatchObject({ kind: "wait", seconds: 23 * HOUR });
    expect(planChange(prepared, after, { inForceSeconds: DAY, longestSilenceSeconds: 0 }).verdict).toBe("direct");
  });

  test("a stock Keystone rotated more often keeps more keys first", () => {
    expect(texts(STOCK, { ...STOCK, rotationPeriodSeconds: DAY, keys: 5 })).toEqual([
      "At every site, set max_active_keys: 5.",
      "Wait until every site works with it.",
      "At every site, set rotationPeriodSeconds: 86400.",
    ]);
  });

  test("a stock Keystone rotated more seldom keeps its many keys until the newest few reach back far enough", () => {
    const daily = { ...STOCK, rotationPeriodSeconds: DAY, keys: 5 };
    expect(texts(daily, STOCK)).toEqual([
      "At every site, set rotationPeriodSeconds: 604800.",
      "Wait 14 d, counted from when every site works with it.",
      "At every site, set max_active_keys: 3.",
    ]);
  });
});

describe("what is safe in no way is refused", () => {
  test("settings that cannot work, with what would", () => {
    const change = planChange(STOCK, { ...STOCK, rotationPeriodSeconds: DAY });
    expect(change).toMatchObject({ verdict: "refused", steps: [], reasons: [expect.stringContaining("Keep 5 keys.")] });
  });

  test("a shorter reach of staged keys while a site is silent for longer than it", () => {
    const change = planChange(
      STOCK,
      { ...STOCK, rotationPeriodSeconds: DAY, keys: 9 },
      { inForceSeconds: Infinity, longestSilenceSeconds: 3 * DAY },
    );
    expect(change).toMatchObject({ verdict: "refused", reasons: [expect.stringContaining("has not been heard of for 3 d")] });
  });
});
