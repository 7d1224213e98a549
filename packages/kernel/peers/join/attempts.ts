import type { Clock } from "../../clock/index.ts";

/** Counts wrong attempts by address, so that nobody can try at length. */
export interface Attempts {
  isTooMany(address: string): boolean;
  countWrong(address: string): void;
}

const MOST_ADDRESSES = 10_000;

/** At most `most` wrong attempts in `windowMs`. */
export function createAttempts(clock: Clock, most: number, windowMs: number): Attempts {
  const wrong = new Map<string, { count: number; readonly untilMs: number }>();
  const current = (address: string): { count: number } | undefined => {
    const entry = wrong.get(address);
    if (entry !== undefined && clock.monotonicMs() < entry.untilMs) return entry;
    wrong.delete(address);
    return undefined;
  };
  return {
    isTooMany: (address) => (current(address)?.count ?? 0) >= most,
    countWrong(address) {
      const entry = current(address);
      if (entry) entry.count++;
      else wrong.set(address, { count: 1, untilMs: clock.monotonicMs() + windowMs });
      // The oldest entry goes first.
      if (wrong.size > MOST_ADDRESSES) wrong.delete(wrong.keys().next().value as string);
    },
  };
}
