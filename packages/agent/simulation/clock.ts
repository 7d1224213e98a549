import type { Clock, SimulatedClock } from "@multisite/kernel/clock";

/** The clock of one node from its start to its death. */
export interface NodeClock extends Clock {
  /** Nothing that waits on it goes on any more, as in a process that has died. */
  stop(): void;
}

/**
 * A clock that is `offsetMs()` away from simulated time, and dies with its node. What a task throws has no caller to reach; it is told
 * to `onThrown`.
 */
export function createNodeClock(
  clock: SimulatedClock,
  offsetMs: () => number,
  onThrown: (thrown: unknown) => void = () => {},
): NodeClock {
  let isStopped = false;
  const endings = new Set<() => void>();
  return {
    nowMs: () => clock.nowMs() + offsetMs(),
    monotonicMs: clock.monotonicMs,
    sleep(delayMs, signal) {
      return new Promise((resolve, reject) => {
        if (isStopped) return;
        const ended = (settle: () => void) => () => {
          if (!isStopped) settle();
        };
        clock.sleep(delayMs, signal).then(ended(resolve), (thrown: unknown) => ended(() => reject(thrown))());
      });
    },
    every(periodMs, task) {
      if (isStopped) return () => {};
      const end = clock.every(periodMs, async () => {
        if (isStopped) return;
        try {
          await task();
        } catch (thrown) {
          if (!isStopped) onThrown(thrown);
        }
      });
      endings.add(end);
      return () => {
        endings.delete(end);
        end();
      };
    },
    stop() {
      isStopped = true;
      for (const end of endings) end();
      endings.clear();
    },
  };
}
