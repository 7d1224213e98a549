import type { FactStore } from "@multisite/kernel/facts";

const MARK = "identity.ceremony.clock";
const IS_WRONG = "wrong";

/** Since when this host's clock has been right again. */
export interface ClockWatch {
  /** By the clock itself; undefined when it was never seen to be out of bounds. */
  rightSinceMs(clockErrorMs: number | undefined, boundMs: number, nowMs: number): number | undefined;
}

/**
 * What was heard while the clock was out of bounds may have come later than it was noted, so that whoever counts from it must count
 * from when the clock was seen to be right again. Remembered in the store of facts, so that a restart changes nothing.
 */
export function createClockWatch(store: FactStore): ClockWatch {
  return {
    rightSinceMs(clockErrorMs, boundMs, nowMs) {
      const mark = store.mark(MARK);
      if (clockErrorMs !== undefined && clockErrorMs > boundMs) {
        if (mark !== IS_WRONG) store.setMark(MARK, IS_WRONG);
        return nowMs;
      }
      if (mark === undefined) return undefined;
      if (mark !== IS_WRONG) return Number(mark);
      // Nobody has told yet whether it is right.
      if (clockErrorMs !== undefined) store.setMark(MARK, String(Math.trunc(nowMs)));
      return nowMs;
    },
  };
}
