import { availableParallelism } from "node:os";

/** Lets a few tasks run at a time; the others wait for their turn in order. */
export interface HashQueue {
  run<Result>(task: () => Promise<Result>): Promise<Result>;
}

/**
 * Password hashes are computed in threads beside the event loop. One core is left to the loop, so that a storm of logins waits
 * here and token validation goes on.
 */
export function createHashQueue(atOnce: number = Math.max(1, availableParallelism() - 1)): HashQueue {
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
