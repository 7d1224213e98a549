import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "./types.ts";

/** The machine's own clock. Timers do not keep the process alive: what runs a service does. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  async sleep(delayMs, signal) {
    try {
      await delay(delayMs, undefined, signal ? { signal } : {});
    } catch (thrown) {
      // Node rejects with an AbortError of its own.
      throw signal?.aborted === true ? signal.reason : thrown;
    }
  },
  every(periodMs, task) {
    let running = false;
    const timer = setInterval(async () => {
      if (running) return;
      running = true;
      try {
        await task();
      } finally {
        running = false;
      }
    }, periodMs);
    timer.unref();
    return () => clearInterval(timer);
  },
};
