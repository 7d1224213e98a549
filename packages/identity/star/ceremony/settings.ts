import { keptSeconds } from "../keys-plan/index.ts";
import type { KeySettings } from "../topology/index.ts";
import type { CeremonySettings } from "./types.ts";

/** What the ceremony goes by, from the key settings of the star's document. */
export function ceremonySettings(keys: KeySettings): CeremonySettings {
  return {
    lifeMs: keptSeconds(keys) * 1000,
    rotationPeriodMs: keys.rotationPeriodSeconds * 1000,
    stagedKeys: keys.stagedKeys,
    clockErrorMs: keys.clockErrorMs,
    canaryHoldMs: (keys.canary?.holdSeconds ?? 0) * 1000,
  };
}
