import type { KeySettings } from "../topology/types.ts";

/** Everything that the safety of a rotation depends on; in the reference's letters L, W, P, S, e, D and M. */
export interface RotationSettings extends Omit<KeySettings, "canary"> {
  /** D: the longest time between a rotation and the slowest site using the new keys. */
  readonly lateSeconds: number;
  /**
   * M: the number of keys that a rotation prunes to, Keystone's `max_active_keys`. Unset where keys leave by certificate (the star's
   * own ceremony), which keeps as many as it takes.
   */
  readonly keys?: number;
}

/** Of a star: what is late by as much as the staged keys allow is late by plan. */
export function rotationOf(
  keys: KeySettings,
  more: { readonly lateSeconds?: number; readonly keys?: number } = {},
): RotationSettings {
  const { canary, ...settings } = keys;
  return { ...settings, lateSeconds: Math.max(0, isolationSeconds(keys)), ...more };
}

/** S x P - 2e: so long a site that is cut off stays compatible, and nobody has to wait for it. */
export function isolationSeconds({ stagedKeys, rotationPeriodSeconds, clockErrorMs }: KeySettings): number {
  return stagedKeys * rotationPeriodSeconds - (2 * clockErrorMs) / 1000;
}

/**
 * How long after the last renouncement of a key has arrived a site removes it, on its own clock: token life + window + 2e, or what
 * the operator has set if that is longer (reference 3.4, Remove).
 */
export function removalDelaySeconds(keys: KeySettings): number {
  return removalDelayMs(keptSeconds(keys) * 1000, keys.clockErrorMs) / 1000;
}

/**
 * The waiting time, for whoever plans and whoever removes: tokens live so long; the clock that dated one may have been ahead by the
 * error when it was made, and the remover's behind by it when the renouncement arrived.
 */
export function removalDelayMs(lifeMs: number, clockErrorMs: number): number {
  return lifeMs + 2 * clockErrorMs;
}

/** How old a token may be for which certificates keep the key. */
export function keptSeconds({ tokenExpirationSeconds, allowExpiredWindowSeconds, retentionSeconds = 0 }: KeySettings): number {
  return Math.max(tokenExpirationSeconds + allowExpiredWindowSeconds, retentionSeconds);
}
