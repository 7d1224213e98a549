import type { Clock } from "@multisite/kernel/clock";

/** Wakes all who wait when something has changed. */
export interface Signal {
  wake(): void;
  /** Until the next wake, or the end of the time. */
  wait(timeoutMs: number): Promise<void>;
}

export function createSignal(clock: Clock): Signal {
  const waiting = new Set<() => void>();
  return {
    wake() {
      const woken = [...waiting];
      waiting.clear();
      for (const resolve of woken) resolve();
    },
    async wait(timeoutMs) {
      const ended = new AbortController();
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        clock.sleep(timeoutMs, ended.signal).then(
          () => {
            waiting.delete(resolve);
            resolve();
          },
          () => {},
        );
      });
      ended.abort();
    },
  };
}
