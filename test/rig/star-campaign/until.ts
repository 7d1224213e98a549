import { setTimeout as delay } from "node:timers/promises";

/** Waits until something is so, and says how long it took; the failure shows what `explain` knows. */
export async function until(
  what: string,
  isSo: () => Promise<boolean> | boolean,
  { timeoutMs, explain }: { readonly timeoutMs: number; readonly explain?: () => Promise<unknown> },
): Promise<number> {
  const startedMs = performance.now();
  for (;;) {
    if (await Promise.resolve(isSo()).catch(() => false)) return performance.now() - startedMs;
    if (performance.now() - startedMs > timeoutMs) {
      const known = explain === undefined ? "" : `\n${JSON.stringify(await explain(), null, 1)}`;
      throw new Error(`Not so after ${timeoutMs / 1000} s: ${what}.${known}`);
    }
    await delay(50);
  }
}
