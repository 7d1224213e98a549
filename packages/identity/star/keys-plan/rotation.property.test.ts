import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planKeys } from "./plan.ts";
import type { RotationSettings } from "./settings.ts";
import { findMissingKey, type Rotation, type SimulatedSite } from "./testing/simulate-rotation.ts";

// Small numbers, so that bounds are often met exactly. Clock errors are whole seconds, and none of the formulas knows a unit.
const anySettings: fc.Arbitrary<RotationSettings & { readonly keys: number }> = fc
  .record({
    tokenExpirationSeconds: fc.integer({ min: 1, max: 30 }),
    allowExpiredWindowSeconds: fc.integer({ min: 0, max: 30 }),
    rotationPeriodSeconds: fc.integer({ min: 1, max: 20 }),
    stagedKeys: fc.integer({ min: 1, max: 5 }),
    clockErrorMs: fc.integer({ min: 0, max: 4 }).map((seconds) => seconds * 1000),
    lateSeconds: fc.integer({ min: 0, max: 40 }),
    more: fc.integer({ min: -2, max: 1 }),
  })
  .map(({ more, ...settings }) => ({
    ...settings,
    keys: Math.max(settings.stagedKeys + 1, planKeys(settings).keysNeeded + more),
  }));

/**
 * Rotations by one coordinator, each by the same interval. D is what sites can measure: arrival on their own clock less the
 * coordinator's stamp, so the true delay is D plus the difference of two clocks.
 */
function play(
  settings: RotationSettings & { readonly keys: number },
  coordinatorOffset: number,
  sites: readonly { readonly clockOffset: number; readonly delayShare: (rotation: number) => number }[],
) {
  const { rotationPeriodSeconds, stagedKeys, keys, lateSeconds } = settings;
  const rotations: Rotation[] = Array.from({ length: 3 * keys + 3 }, (_, number) => ({
    at: number * rotationPeriodSeconds,
    stagedKeys,
    keys,
  }));
  const lifetimes = [{ from: 0, life: settings.tokenExpirationSeconds, window: settings.allowExpiredWindowSeconds }];
  const simulated: SimulatedSite[] = sites.map(({ clockOffset, delayShare }) => ({
    clockOffset,
    lifetimes,
    // Everybody begins with the same keys.
    arrivals: rotations.map(({ at }, number) =>
      number === 0 ? at : at + delayShare(number) * Math.max(0, lateSeconds + coordinatorOffset - clockOffset),
    ),
  }));
  return findMissingKey(rotations, simulated);
}

describe("the calculator's verdict is that of played rotations", () => {
  test("safe: whatever clocks and delays within the bounds, no living token's key is ever missing", () => {
    const anySite = fc.record({
      offsetShare: fc.constantFrom(-1, -0.5, 0, 1),
      shares: fc.array(fc.constantFrom(0, 0.3, 0.7, 1), { minLength: 1, maxLength: 7 }),
    });
    const anySites = fc.array(anySite, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(anySettings, fc.constantFrom(-1, 0, 1), anySites, (settings, coordinator, sites) => {
        if (!planKeys(settings).isSafe) return;
        const error = settings.clockErrorMs / 1000;
        const played = sites.map(({ offsetShare, shares }) => ({
          clockOffset: offsetShare * error,
          delayShare: (rotation: number) => shares[rotation % shares.length] ?? 0,
        }));
        expect(play(settings, coordinator * error, played)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  test("unsafe: there is a schedule within the bounds that refuses a valid token, of the very kind that is told", () => {
    const seen = { staging: 0, retention: 0 };
    fc.assert(
      fc.property(anySettings, (settings) => {
        const error = settings.clockErrorMs / 1000;
        // The worst: stamps from a fast clock; one site as slow as it may be, one at once; the verifier's clock behind.
        const late = { clockOffset: -error, delayShare: () => 1 };
        const prompt = { clockOffset: -error, delayShare: () => 0 };
        for (const { condition } of planKeys(settings).reasons) {
          seen[condition] += 1;
          const [signer, verifier] = condition === "staging" ? [prompt, late] : [late, prompt];
          expect(play(settings, error, [signer, verifier])).toBeDefined();
        }
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(seen.staging, seen.retention)).toBeGreaterThan(100);
  });

  test.each([
    ["one key fewer", { lateSeconds: 5, keys: 4 }, "pruned"],
    ["later than one staged key allows", { lateSeconds: 11, keys: 99 }, "not there yet"],
  ] as const)("%s than needed is found", (_, change, cause) => {
    const base = {
      tokenExpirationSeconds: 20,
      allowExpiredWindowSeconds: 5,
      rotationPeriodSeconds: 10,
      stagedKeys: 1,
      clockErrorMs: 0,
    };
    const settings = { ...base, ...change };
    const late = { clockOffset: 0, delayShare: () => 1 };
    const prompt = { clockOffset: 0, delayShare: () => 0 };
    expect(play(settings, 0, [late, prompt])).toMatchObject({ cause });
  });
});
