import { setTimeout as delay } from "node:timers/promises";
import type { Daemon } from "./daemon.ts";

/**
 * Waits until `check` gives something other than undefined. Fails when the daemon ends first or after `timeoutMs`
 * (choose ten times what is expected), and shows the end of its log.
 */
export async function waitUntilReady<Answer>(
  daemon: Daemon,
  check: () => Promise<Answer | undefined>,
  options: { readonly timeoutMs: number; readonly everyMs?: number },
): Promise<Answer> {
  const startedMs = performance.now();
  let lastFailure = "";
  while (performance.now() - startedMs < options.timeoutMs) {
    if (!daemon.running()) throw new Error(`${daemon.name} ended before it was ready. Its log ends with:\n${daemon.logTail()}`);
    try {
      const answer = await check();
      if (answer !== undefined) return answer;
    } catch (error) {
      lastFailure = ` (${error instanceof Error ? error.message : String(error)})`;
    }
    await delay(options.everyMs ?? 50);
  }
  throw new Error(
    `${daemon.name} was not ready after ${options.timeoutMs / 1000} s${lastFailure}. Its log ends with:\n${daemon.logTail()}`,
  );
}
