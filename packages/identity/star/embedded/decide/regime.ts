import { compareEpochs, parseEpoch } from "@multisite/kernel/changes";
import type { Regime } from "../types.ts";

/** The node that takes writes. */
export function writerOf(regime: Pick<Regime, "epoch">): string {
  return parseEpoch(regime.epoch).node;
}

/**
 * Below 0 when the first is earlier: of an earlier epoch, or of the same before its standby joined. Who has only the earlier one
 * lacks changes, or is of another history that began under the same name.
 */
export function compareRegimes(one: Regime, other: Regime): number {
  const order = compareEpochs(one.epoch, other.epoch);
  return order !== 0 ? order : Number(one.standby !== null) - Number(other.standby !== null);
}

/** The later one; the first of two that are alike. */
export function laterOf(one: Regime | null, other: Regime | null): Regime | null {
  return isLater(other, one) ? other : one;
}

/** Whether the first is later, or there is no second. */
export function isLater(one: Regime | null, than: Regime | null): boolean {
  if (one === null) return false;
  return than === null || compareRegimes(one, than) > 0;
}
