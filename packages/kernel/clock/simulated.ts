import { createDueQueue, type Due } from "./due-queue.ts";
import type { Clock } from "./types.ts";

/** A clock that stands still until it is told to advance. */
export interface SimulatedClock extends Clock {
  /** Moves time forward, waking sleepers in the order of their due times. */
  advance(byMs: number): Promise<void>;
  /** Does work that takes real time, such as a thread's: simulated time stands still meanwhile. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Time for tests: starts at `startMs` and moves only by {@link SimulatedClock.advance}. */
export function createSimulatedClock(startMs = 1_700_000_000_000): SimulatedClock {
  let nowMs = startMs;
  const waiters = createDueQueue();
  const atWork = new Set<Promise<unknown>>();

  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs - startMs,
    sleep(delayMs, signal) {
      return new Promise<void>((resolve, reject) => {
        const waiter = waiters.add(nowMs + delayMs, resolve);
        signal?.addEventListener("abort", () => {
          waiters.remove(waiter);
          reject(signal.reason);
        });
      });
    },
    every(periodMs, task) {
      let stopped = false;
      let waiter: Due;
      const schedule = (dueMs: number): void => {
        waiter = waiters.add(dueMs, () => {
          if (stopped) return;
          void task();
          schedule(dueMs + periodMs);
        });
      };
      schedule(nowMs + periodMs);
      return () => {
        stopped = true;
        waiters.remove(waiter);
      };
    },
    async during(work) {
      const working = work();
      const ended = working.then(
        () => {},
        () => {},
      );
      atWork.add(ended);
      try {
        return await working;
      } finally {
        atWork.delete(ended);
      }
    },
    async advance(byMs) {
      const untilMs = nowMs + byMs;
      for (let next = waiters.take(untilMs); next; next = waiters.take(untilMs)) {
        nowMs = Math.max(nowMs, next.dueMs);
        next.wake();
        // Promise continuations of the woken task run before time moves on.
        await new Promise((resolve) => setImmediate(resolve));
        while (atWork.size > 0) {
          await Promise.all(atWork);
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
      nowMs = untilMs;
    },
  };
}
