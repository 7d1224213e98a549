import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planKeys } from "../plan.ts";
import { type RotationSettings, removalDelaySeconds } from "../settings.ts";
import { findMissingKey, isNeededAfter, type Rotation } from "../testing/simulate-rotation.ts";
import { lifetimesOf, type Phase, SKEW, settingsAt, timeline } from "../testing/timeline.ts";
import { type ChangeStep, planChange } from "./index.ts";

const CLOCK_ERROR_MS = 2000;

const anySettings = fc.record({
  tokenExpirationSeconds: fc.integer({ min: 5, max: 30 }),
  allowExpiredWindowSeconds: fc.integer({ min: 0, max: 30 }),
  rotationPeriodSeconds: fc.integer({ min: 3, max: 20 }),
  stagedKeys: fc.integer({ min: 2, max: 5 }),
  clockErrorMs: fc.constant(CLOCK_ERROR_MS),
  lateSeconds: fc.integer({ min: 0, max: 2 }),
});
const anyCounted = fc
  .tuple(anySettings, fc.constantFrom(0, 1, 10))
  .map(([settings, more]) => ({ ...settings, keys: planKeys(settings).keysNeeded + more }));
const anyCertified = fc
  .tuple(anySettings, fc.option(fc.integer({ min: 1, max: 80 }), { nil: undefined }))
  .map(([settings, retentionSeconds]) => (retentionSeconds === undefined ? settings : { ...settings, retentionSeconds }));
/** Of a site: its clock, how late its keys are, how late it hears of new settings. */
const anySites = fc.array(
  fc.record({ clock: fc.constantFrom(-1, 0, 1), lateness: fc.constantFrom(0, 1), skew: fc.constantFrom(0, SKEW) }),
  { minLength: 2, maxLength: 4 },
);
type Sites = typeof anySites extends fc.Arbitrary<infer Value> ? Value : never;

/** At once, whatever the plan says. */
const atOnce = (settings: RotationSettings): readonly ChangeStep[] => [{ kind: "apply", settings, text: "" }];

function breaksByCount(before: RotationSettings, after: RotationSettings, steps: readonly ChangeStep[], sites: Sites): boolean {
  const start = ((before.keys ?? 0) + 2) * before.rotationPeriodSeconds + 1;
  const phases = timeline(before, start, steps);
  const end = (phases.at(-1) as Phase).at + ((after.keys ?? 0) + before.stagedKeys + 8) * after.rotationPeriodSeconds + 100;
  const rotations: Rotation[] = [];
  for (let at = 0; at < end; at = nextRotation(phases, at)) {
    const { stagedKeys, keys = 0 } = settingsAt(phases, at);
    rotations.push({ at, stagedKeys, keys });
  }
  const error = CLOCK_ERROR_MS / 1000;
  const played = sites.map(({ clock, lateness, skew }) => ({
    clockOffset: clock * error,
    lifetimes: lifetimesOf(phases, skew),
    arrivals: rotations.map(({ at }, number) => {
      const lateSeconds = Math.min(before.lateSeconds, after.lateSeconds);
      return number === 0 ? at : at + lateness * Math.max(0, lateSeconds + error - clock * error);
    }),
  }));
  return findMissingKey(rotations, played) !== undefined;
}

/** A shorter period counts from the last rotation, but not back into the past. */
function nextRotation(phases: readonly Phase[], last: number): number {
  const planned = last + settingsAt(phases, last).rotationPeriodSeconds;
  for (const { at, settings } of phases) {
    if (at > last && at < planned) return Math.max(at, Math.min(planned, last + settings.rotationPeriodSeconds));
  }
  return planned;
}

/** Each site signs with key n from about n periods on, and removes it by its own settings after all have renounced it. */
function breaksByCertificate(before: RotationSettings, steps: readonly ChangeStep[], sites: Sites): boolean {
  const period = before.rotationPeriodSeconds;
  const start = 40 * period + 1;
  const phases = timeline(before, start, steps);
  const rotations = Math.ceil(((phases.at(-1) as Phase).at + 200) / period);
  const played = sites.map(({ clock, lateness, skew }) => ({
    clockOffset: (clock * CLOCK_ERROR_MS) / 1000,
    lifetimes: lifetimesOf(phases, skew),
    delay: lateness * (period - 1),
    skew,
  }));
  const slowest = Math.max(...played.map(({ delay }) => delay));
  for (let key = 0; key < rotations; key++) {
    const renounced = (key + 1) * period + slowest;
    for (const verifier of played) {
      const gone = removedAt(phases, renounced, verifier.skew);
      const isNeeded = played.some((signer) => {
        const used = { from: key * period + signer.delay, to: (key + 1) * period + signer.delay };
        return isNeededAfter(gone, used, signer, verifier);
      });
      if (isNeeded) return true;
    }
  }
  return false;
}

/** The first moment at which the site's settings of that moment allow it. */
function removedAt(phases: readonly Phase[], renounced: number, skew: number): number {
  const moments = [
    renounced,
    ...phases.map(({ at }) => at + skew),
    ...phases.map(({ settings }) => renounced + removalDelaySeconds(settings)),
  ];
  const fits = (time: number): boolean => time >= renounced + removalDelaySeconds(settingsAt(phases, time, skew));
  return Math.min(...moments.filter((time) => Number.isFinite(time) && time >= renounced && fits(time)));
}

describe("a change along the plan's steps never costs a valid token", () => {
  test("where rotations prune to a number of keys; done at once, many of them do", () => {
    const seen = { direct: 0, brokenAtOnce: 0 };
    fc.assert(
      fc.property(anyCounted, anyCounted, anySites, (before, after, sites) => {
        const { verdict, steps } = planChange(before, after);
        if (!planKeys(after).isSafe || !planKeys(before).isSafe) return;
        expect(verdict).not.toBe("refused");
        expect(breaksByCount(before, after, steps, sites)).toBe(false);
        if (verdict === "direct") seen.direct += 1;
        else if (breaksByCount(before, after, atOnce(after), sites)) seen.brokenAtOnce += 1;
      }),
      { numRuns: 400 },
    );
    expect(Math.min(seen.direct, seen.brokenAtOnce)).toBeGreaterThan(20);
  });

  test("where keys leave by certificate; done at once, many of them do", () => {
    const seen = { direct: 0, brokenAtOnce: 0 };
    fc.assert(
      fc.property(anyCertified, anyCertified, anySites, (before, after, sites) => {
        if (!planKeys(after).isSafe || !planKeys(before).isSafe) return;
        const { verdict, steps } = planChange(before, { ...after, rotationPeriodSeconds: before.rotationPeriodSeconds });
        if (verdict === "none") return;
        expect(verdict).not.toBe("refused");
        expect(breaksByCertificate(before, steps, sites)).toBe(false);
        if (verdict === "direct") seen.direct += 1;
        else if (breaksByCertificate(before, atOnce(after), sites)) seen.brokenAtOnce += 1;
      }),
      { numRuns: 800 },
    );
    expect(Math.min(seen.direct, seen.brokenAtOnce)).toBeGreaterThan(20);
  });
});
