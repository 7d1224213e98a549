import type { Clock } from "../../clock/index.ts";

/** What it gives, or what `late` says when it takes too long; its own failure then is nobody's concern. */
export async function within<Result>(
  result: Promise<Result>,
  clock: Clock,
  timeoutMs: number,
  late: () => Error,
): Promise<Result> {
  const done = new AbortController();
  const timer = clock.sleep(Math.max(0, timeoutMs), done.signal).then(
    () => Promise.reject(late()),
    () => new Promise<never>(() => {}),
  );
  result.catch(() => {});
  try {
    return await Promise.race([result, timer]);
  } finally {
    done.abort();
  }
}
