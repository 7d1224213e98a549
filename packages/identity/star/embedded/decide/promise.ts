import type { Regime } from "../types.ts";
import { isLater, writerOf } from "./regime.ts";

/** What a node remembers besides the data. */
export interface Memory {
  /** The newest regime that it has promised to. */
  readonly promised: Regime | null;
  /** It has promised, it is a master, and neither has that regime begun nor was it given up, as far as is known. */
  readonly isHeld: boolean;
  /** Highest number of an epoch that it tried to begin. */
  readonly attempts: number;
  /** False while it may have forgotten a promise: a new, restored or reinstalled node. */
  readonly mayPromise: boolean;
  /** Why what it has may be older than what it once confirmed; it takes over nothing. */
  readonly outdated: string | null;
  /** Why what it has is wrong: it must not serve before it is rebuilt. */
  readonly wrong: string | null;
}

export const EMPTY_MEMORY: Memory = {
  promised: null,
  isHeld: false,
  attempts: 0,
  mayPromise: false,
  outdated: null,
  wrong: null,
};

/** Whether a node promises, so that a later takeover is told of this one. */
export function mayPromise(asked: Regime, memory: Memory, regime: Regime | null): boolean {
  return memory.mayPromise && isLater(asked, memory.promised) && isLater(asked, regime);
}

/**
 * Whether changes may still be taken of a node whose newest epoch is this. Who has promised to another writer takes nothing more of the earlier one, as that
 * would count as confirmed; what the promised writer itself made before is in its log.
 */
export function mayTake(epoch: string, { promised, isHeld }: Memory): boolean {
  if (!isHeld || promised === null) return true;
  return !isLater(promised, { ...promised, epoch }) || writerOf(promised) === writerOf({ epoch });
}
