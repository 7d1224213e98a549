import { durationText } from "../duration.ts";
import { planKeys } from "../plan.ts";
import type { RotationSettings } from "../settings.ts";
import type { ChangeRoute, LiveKeys } from "./types.ts";

/**
 * Where a rotation prunes to a number of keys (Keystone's own way), the number must suffice for the worse of old and new in every
 * respect while both are about: it grows first and shrinks last.
 */
export function routeByCount(before: RotationSettings, after: RotationSettings, live: LiveKeys): ChangeRoute {
  const keysBefore = before.keys ?? planKeys(before).keysNeeded;
  const keysAfter = after.keys ?? planKeys(after).keysNeeded;
  const worst = worstOf(before, after);
  const needed = planKeys(worst).keysNeeded;
  const reasons: string[] = [];

  const growsFirst = keysBefore < needed && !isSameButKeys(before, after);
  if (growsFirst) {
    reasons.push(
      `While some sites work with the old settings and some with the new ones, ${needed} keys are needed; ${keysBefore} are kept.`,
    );
  }
  const waitBeforeSeconds = untilWindowIsCovered(before, after, live);
  if (waitBeforeSeconds > 0) {
    reasons.push(
      `Keys of tokens that the longer window accepts again are gone already; they are kept from now on, which is enough in ${durationText(waitBeforeSeconds)}.`,
    );
  }

  const keepsMore = keysAfter < (isSameButKeys(before, after) ? keysBefore : needed);
  const waitAfterSeconds = keepsMore ? untilOldKeysMayGo(before, after, keysAfter, live) : 0;
  const shrinksLast = waitAfterSeconds > 0;
  if (shrinksLast) {
    reasons.push(
      `The ${keysAfter} newest keys do not yet reach back far enough for the tokens that live; they do in ${durationText(waitAfterSeconds)}.`,
    );
  }
  return {
    first: growsFirst ? { ...before, keys: needed } : undefined,
    waitBeforeSeconds,
    change: shrinksLast ? { ...after, keys: Math.max(needed, keysAfter, isSameButKeys(before, after) ? keysBefore : 0) } : after,
    waitAfterSeconds,
    last: shrinksLast ? after : undefined,
    reasons,
  };
}

function worstOf(before: RotationSettings, after: RotationSettings): RotationSettings {
  const larger = (of: (settings: RotationSettings) => number): number => Math.max(of(before), of(after));
  return {
    tokenExpirationSeconds: larger((settings) => settings.tokenExpirationSeconds),
    allowExpiredWindowSeconds: larger((settings) => settings.allowExpiredWindowSeconds),
    rotationPeriodSeconds: Math.min(before.rotationPeriodSeconds, after.rotationPeriodSeconds),
    stagedKeys: larger((settings) => settings.stagedKeys),
    clockErrorMs: larger((settings) => settings.clockErrorMs),
    lateSeconds: larger((settings) => settings.lateSeconds),
  };
}

function isSameButKeys({ keys, ...before }: RotationSettings, { keys: _, ...after }: RotationSettings): boolean {
  return Object.entries({ ...before, ...after }).every(
    ([name]) => before[name as "lateSeconds"] === after[name as "lateSeconds"],
  );
}

function untilWindowIsCovered(before: RotationSettings, after: RotationSettings, live: LiveKeys): number {
  if (after.allowExpiredWindowSeconds <= before.allowExpiredWindowSeconds) return 0;
  const { guaranteedValiditySeconds, neededValiditySeconds } = planKeys(before);
  const settled = neededValiditySeconds + live.inForceSeconds;
  const reach = Math.min(guaranteedValiditySeconds, settled);
  return Math.max(0, before.tokenExpirationSeconds + after.allowExpiredWindowSeconds - reach);
}

/** Until the last token of the old settings is dead, and the keys that will be kept are all spaced by the new period. */
function untilOldKeysMayGo(before: RotationSettings, after: RotationSettings, keysAfter: number, live: LiveKeys): number {
  const worst = worstOf(before, after);
  const extraStaged = Math.max(0, before.stagedKeys - after.stagedKeys);
  const spacing = (keysAfter - after.stagedKeys + extraStaged) * after.rotationPeriodSeconds;
  const tokens =
    worst.tokenExpirationSeconds + worst.allowExpiredWindowSeconds + worst.lateSeconds + (2 * worst.clockErrorMs) / 1000;
  const wait = Math.max(spacing, tokens);
  return isSameButKeys(before, after) ? Math.max(0, wait - live.inForceSeconds) : wait;
}
