import { removalDelayMs } from "../../keys-plan/index.ts";
import type { CeremonySettings, CeremonyView } from "../types.ts";

/** Whatever the rules wait for, they are asked again after so long. */
const LONGEST_WAIT_MS = 60_000;

/** The next moment at which time alone lets a rule do something: the schedule of a key, or the end of the tokens of one. */
export function nextDueMs(view: CeremonyView, settings: CeremonySettings, nowMs: number, clockRightSinceMs?: number): number {
  let next = nowMs + LONGEST_WAIT_MS;
  const consider = (atMs: number): void => {
    if (atMs > nowMs && atMs < next) next = atMs;
  };
  const ends = [...view.evictedAtMs.values(), ...(clockRightSinceMs === undefined ? [] : [clockRightSinceMs])];
  for (const key of view.keys) {
    for (const startMs of [key.notBeforeMs, key.activatedAtMs]) {
      if (startMs === undefined) continue;
      consider(startMs);
      consider(startMs + settings.canaryHoldMs);
    }
    if (key.removed.has(view.me)) continue;
    const delayMs = removalDelayMs(Math.max(settings.lifeMs, ...key.signing.values()), settings.clockErrorMs);
    for (const endMs of [...key.renounced.values(), ...ends]) consider(endMs + delayMs);
  }
  return next;
}
