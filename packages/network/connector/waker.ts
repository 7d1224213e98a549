import type { Clock } from "@multisite/kernel/clock";

/** Lets a loop wait until something happens. */
export interface Waker {
  wake(): void;
  /** Until the next `wake`, or one since the last wait, or for so long. */
  wait(forMs: number): Promise<void>;
}

export function createWaker(clock: Clock): Waker {
  let isDue = false;
  let waiting: AbortController | undefined;
  return {
    wake() {
      isDue = true;
      waiting?.abort();
    },
    async wait(forMs) {
      if (!isDue) {
        waiting = new AbortController();
        await clock.sleep(forMs, waiting.signal).catch(() => {});
        waiting = undefined;
      }
      isDue = false;
    },
  };
}
