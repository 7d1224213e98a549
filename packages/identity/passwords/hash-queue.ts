import { availableParallelism } from "node:os";

/** Lets a few tasks run at a time; the others wait for their turn in order. */
export interface HashQueue {
  run<Result>(task: () => Promise<Result>): Promise<Result>;
}

/**
 * Password hashes are computed in threads beside the event loop. More of them at once than there are cores make no login faster,
 * but take the processor away from token validation, so that a storm of logins waits here instead.
 */
export function createHashQueue(atOnce: number = availableParallelism()): HashQueue {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    async run(task) {
      if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      else running++;
      try {
        return await task();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running--;
      }
    },
  };
}
