/** At most so many events of a key in any window of time; see {@link createSlidingWindow}. */
export interface SlidingWindow {
  /** Takes one event, or says in how many milliseconds one may be taken. */
  take(key: string, nowMs: number): { readonly allowed: true } | { readonly allowed: false; readonly retryAfterMs: number };
  /** Keys that are remembered. */
  readonly size: number;
}

export interface SlidingWindowOptions {
  readonly limit: number;
  readonly windowMs: number;
  /** Memory stays bounded whatever is sent: of more keys, those that were quiet longest are forgotten. */
  readonly maxKeys: number;
}

/** Refused events do not count, so that who waits as told is let in. */
export function createSlidingWindow({ limit, windowMs, maxKeys }: SlidingWindowOptions): SlidingWindow {
  const taken = new Map<string, number[]>();

  function forgetQuietKeys(nowMs: number): void {
    for (const [key, times] of taken) {
      const isQuiet = (times.at(-1) as number) + windowMs <= nowMs;
      if (!isQuiet && taken.size <= maxKeys) return;
      taken.delete(key);
    }
  }

  return {
    take(key, nowMs) {
      const recent = (taken.get(key) ?? []).filter((timeMs) => timeMs + windowMs > nowMs);
      if (recent.length >= limit) return { allowed: false, retryAfterMs: (recent[0] as number) + windowMs - nowMs };
      recent.push(nowMs);
      // Deleting first moves the key to the end, so that the map is in the order of last events.
      taken.delete(key);
      taken.set(key, recent);
      forgetQuietKeys(nowMs);
      return { allowed: true };
    },
    get size() {
      return taken.size;
    },
  };
}
