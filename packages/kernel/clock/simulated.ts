import type { Clock } from "./types.ts";

interface Waiter {
  readonly dueMs: number;
  readonly sequence: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is told to advance. */
export interface SimulatedClock extends Clock {
  /** Moves time forward, waking sleepers in the order of their due times. */
  advance(byMs: number): Promise<void>;
}

/** Time for tests: starts at `startMs` and moves only by {@link SimulatedClock.advance}. */
export function createSimulatedClock(startMs = 1_700_000_000_000): SimulatedClock {
  let nowMs = startMs;
  let sequence = 0;
  const waiters = new Set<Waiter>();

  function add(dueMs: number, wake: () => void): Waiter {
    const waiter: Waiter = { dueMs, sequence: sequence++, wake };
    waiters.add(waiter);
    return waiter;
  }

  function earliest(untilMs: number): Waiter | undefined {
    let first: Waiter | undefined;
    for (const waiter of waiters) {
      if (waiter.dueMs > untilMs) continue;
      if (!first || waiter.dueMs < first.dueMs || (waiter.dueMs === first.dueMs && waiter.sequence < first.sequence)) {
        first = waiter;
      }
    }
    return first;
  }

  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs - startMs,
    sleep(delayMs, signal) {
      return new Promise<void>((resolve, reject) => {
        const waiter = add(nowMs + delayMs, resolve);
        signal?.addEventListener("abort", () => {
          waiters.delete(waiter);
          reject(signal.reason);
        });
      });
    },
    every(periodMs, task) {
      let stopped = false;
      let waiter: Waiter;
      const schedule = (dueMs: number): void => {
        waiter = add(dueMs, () => {
          if (stopped) return;
          void task();
          schedule(dueMs + periodMs);
        });
      };
      schedule(nowMs + periodMs);
      return () => {
        stopped = true;
        waiters.delete(waiter);
      };
    },
    async advance(byMs) {
      const untilMs = nowMs + byMs;
      for (let next = earliest(untilMs); next; next = earliest(untilMs)) {
        waiters.delete(next);
        nowMs = Math.max(nowMs, next.dueMs);
        next.wake();
        // Promise continuations of the woken task run before time moves on.
        await new Promise((resolve) => setImmediate(resolve));
      }
      nowMs = untilMs;
    },
  };
}
