import type { Clock } from "@multisite/kernel/clock";
import { notAsTold } from "./types.ts";

const LOOK_MS = 5;
/** Far longer than anything takes: only a failure takes so long. */
const LIMIT_MS = 60_000;

/** How long it takes until it is so, in milliseconds. */
export async function timeUntil(clock: Clock, what: string, isSo: () => Promise<boolean> | boolean): Promise<number> {
  const startedMs = clock.monotonicMs();
  while (!(await isSo())) {
    if (clock.monotonicMs() - startedMs > LIMIT_MS) throw notAsTold(`it took more than a minute until ${what}`);
    await clock.sleep(LOOK_MS);
  }
  return clock.monotonicMs() - startedMs;
}

/** As measured, to a tenth while that means something. */
export function formatMs(durationMs: number): string {
  return durationMs < 10 ? `${durationMs.toFixed(1)} ms` : `${Math.round(durationMs)} ms`;
}
