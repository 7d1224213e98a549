import { compareEpochs, parseEpoch } from "@multisite/kernel/changes";
import type { Regime } from "../types.ts";

/** The node that takes writes. */
export function writerOf(regime: Pick<Regime, "epoch">): string {
  return parseEpoch(regime.epoch).node;
}

/** The one of the later epoch; the first of two that are alike. */
export function laterOf(one: Regime | null, other: Regime | null): Regime | null {
  if (one === null || other === null) return one ?? other;
  return compareEpochs(other.epoch, one.epoch) > 0 ? other : one;
}

/** Whether the first is of a later epoch. */
export function isLater(one: Regime | null, than: Regime | null): boolean {
  if (one === null) return false;
  return than === null || compareEpochs(one.epoch, than.epoch) > 0;
}
