/** Each bucket is a fifth wider than the one before, from 0.1 ms to about 8 min. */
const FIRST_MS = 0.1;
const GROWTH = 1.2;
const BUCKETS = 84;
const WEIGHT_OF_LATEST = 0.2;

/** How long a node takes: a moving mean for choosing, and quantiles of the last one to two windows. */
export interface Latency {
  note(elapsedMs: number): void;
  /** Weighted towards the latest; 0 while nothing was noted. */
  readonly meanMs: number;
  /** What is kept in both windows. */
  readonly samples: number;
  /** An upper bound, exact to a fifth; 0 without samples. */
  quantileMs(share: number): number;
  /** Begins a new window and forgets the one before the last. */
  turn(): void;
}

export function createLatency(): Latency {
  let current = new Float64Array(BUCKETS);
  let former = new Float64Array(BUCKETS);
  let currentCount = 0;
  let formerCount = 0;
  let meanMs = 0;
  let noted = false;
  return {
    note(elapsedMs) {
      const bucket = bucketOf(elapsedMs);
      current[bucket] = (current[bucket] as number) + 1;
      currentCount++;
      meanMs = noted ? meanMs + WEIGHT_OF_LATEST * (elapsedMs - meanMs) : elapsedMs;
      noted = true;
    },
    get meanMs() {
      return meanMs;
    },
    get samples() {
      return currentCount + formerCount;
    },
    quantileMs(share) {
      const wanted = (currentCount + formerCount) * share;
      if (wanted === 0) return 0;
      let seen = 0;
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        seen += (current[bucket] as number) + (former[bucket] as number);
        if (seen >= wanted) return FIRST_MS * GROWTH ** bucket;
      }
      return FIRST_MS * GROWTH ** (BUCKETS - 1);
    },
    turn() {
      [former, current] = [current, former];
      current.fill(0);
      formerCount = currentCount;
      currentCount = 0;
    },
  };
}

function bucketOf(elapsedMs: number): number {
  if (elapsedMs <= FIRST_MS) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(elapsedMs / FIRST_MS) / Math.log(GROWTH)));
}
