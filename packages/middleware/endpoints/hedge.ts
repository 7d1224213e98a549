/** When a second node is asked although the first may still answer. */
export interface HedgeSettings {
  /** Most of all safe requests that may be hedged, 0.05 for 5 %; 0 hedges none. */
  readonly share: number;
  /** Hedges that may follow each other when few were needed before. */
  readonly burst: number;
  /** A hedge sooner than this would save nothing worth its cost. */
  readonly leastDelayMs: number;
  /** While fewer answers of a node were measured, its p99 is unknown and this is waited. */
  readonly leastSamples: number;
  readonly unknownDelayMs: number;
}

/**
 * Allowance for hedges: each request earns `share` of one, each hedge costs one. So of any n requests in a row at most
 * n x share + burst are hedged, and since the beginning at most n x share.
 */
export interface HedgeAllowance {
  earn(): void;
  /** Whether one more is allowed; takes it. */
  take(): boolean;
}

export function createHedgeAllowance(settings: () => Pick<HedgeSettings, "share" | "burst">): HedgeAllowance {
  let allowance = 0;
  return {
    earn() {
      const { share, burst } = settings();
      allowance = Math.min(burst, allowance + share);
    },
    take() {
      // What is earned in twenty parts of 0.05 is one, whatever their floating sum says.
      if (allowance < 1 - 1e-9) return false;
      allowance -= 1;
      return true;
    },
  };
}

/** How long a node may take before another one is asked too. */
export function hedgeDelayMs(p99Ms: number, samples: number, settings: HedgeSettings): number {
  if (samples < settings.leastSamples) return settings.unknownDelayMs;
  return Math.max(settings.leastDelayMs, p99Ms);
}
