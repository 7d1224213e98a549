import { createDueQueue, type Due } from "./due-queue.ts";
import type { Clock } from "./types.ts";

/** A clock that stands still until it is told to advance. */
export interface SimulatedClock extends Clock {
  /** Moves time forward, waking sleepers in the order of their due times. */
  advance(byMs: number): Promise<void>;
  /**
   * Does work that takes real time, such as a thread's: simulated time stands still meanwhile, and one is done after the other, so that
   * it makes no difference how long each takes.
   */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** So many turns of the event loop let everything come to rest that waits for no time and no thread. */
const TURNS_TO_REST = 20;

async function comeToRest(): Promise<void> {
  for (let turn = 0; turn < TURNS_TO_REST; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Time for tests: starts at `startMs` and moves only by {@link SimulatedClock.advance}. */
export function createSimulatedClock(startMs = 1_700_000_000_000): SimulatedClock {
  let nowMs = startMs;
  const waiters = createDueQueue();
  let atWork = 0;
  let last: Promise<void> = Promise.resolve();

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
    during(work) {
      const working = last.then(comeToRest).then(work);
      const ended = working.then(
        () => {},
        () => {},
      );
      last = ended;
      atWork++;
      return working.finally(() => atWork--);
    },
    async advance(byMs) {
      const untilMs = nowMs + byMs;
      for (let next = waiters.take(untilMs); next; next = waiters.take(untilMs)) {
        nowMs = Math.max(nowMs, next.dueMs);
        next.wake();
        // Promise continuations of the woken task run before time moves on.
        await new Promise((resolve) => setImmediate(resolve));
        if (atWork === 0) continue;
        while (atWork > 0) await last;
        await comeToRest();
      }
      nowMs = untilMs;
    },
  };
}
