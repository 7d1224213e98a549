/** How much may be asked of other sites. */
export interface BudgetSettings {
  readonly callsPerSecond: number;
  /** Calls that may follow each other at once after a quiet time. */
  readonly burstCalls: number;
  /** Bytes of requests and answers; no limit when unset. */
  readonly bytesPerSecond?: number;
}

/** A budget of calls and bytes to other sites: it fills with time, calls are paid before, bytes once they are counted. */
export interface Budget {
  /** Whether a call may leave the site now. */
  allows(nowMs: number): boolean;
  takeCall(nowMs: number): void;
  takeBytes(bytes: number, nowMs: number): void;
  /** How long until a call is allowed again; 0 when it is. */
  waitMs(nowMs: number): number;
  /** Other limits from now on; what has been spent stays spent. */
  change(settings: BudgetSettings): void;
}

/** Bytes of so many seconds may follow each other at once. */
const BYTES_BURST_SECONDS = 2;

export function createBudget(first: BudgetSettings, startMs: number): Budget {
  let hasBytes = first.bytesPerSecond !== undefined;
  const calls = createBucket(callLimits(first), startMs);
  const bytes = createBucket(byteLimits(first), startMs);
  const waitMs = (nowMs: number): number => Math.max(calls.waitMs(1, nowMs), hasBytes ? bytes.waitMs(0, nowMs) : 0);
  return {
    allows: (nowMs) => waitMs(nowMs) === 0,
    takeCall: (nowMs) => calls.take(1, nowMs),
    takeBytes: (count, nowMs) => {
      if (hasBytes) bytes.take(count, nowMs);
    },
    waitMs,
    change(settings) {
      hasBytes = settings.bytesPerSecond !== undefined;
      calls.change(callLimits(settings));
      bytes.change(byteLimits(settings));
    },
  };
}

interface Limits {
  readonly perSecond: number;
  readonly burst: number;
}

function callLimits({ callsPerSecond, burstCalls }: BudgetSettings): Limits {
  return { perSecond: callsPerSecond, burst: burstCalls };
}

function byteLimits({ bytesPerSecond = 0 }: BudgetSettings): Limits {
  return { perSecond: bytesPerSecond, burst: bytesPerSecond * BYTES_BURST_SECONDS };
}

interface Bucket {
  take(amount: number, nowMs: number): void;
  /** Until at least `amount` is there. */
  waitMs(amount: number, nowMs: number): number;
  change(limits: Limits): void;
}

/** May go below zero: what has been spent is spent. */
function createBucket(first: Limits, startMs: number): Bucket {
  let { perSecond, burst } = first;
  let level = burst;
  let atMs = startMs;
  const fill = (nowMs: number): void => {
    level = Math.min(burst, level + (Math.max(0, nowMs - atMs) / 1000) * perSecond);
    atMs = Math.max(atMs, nowMs);
  };
  return {
    take(amount, nowMs) {
      fill(nowMs);
      level -= amount;
    },
    waitMs(amount, nowMs) {
      fill(nowMs);
      const missing = amount - level;
      if (missing <= 1e-9) return 0;
      return perSecond > 0 ? (missing / perSecond) * 1000 : Number.POSITIVE_INFINITY;
    },
    change(limits) {
      ({ perSecond, burst } = limits);
    },
  };
}
