/** How often and how long; a quick run shows that everything works, and its numbers mean nothing. */
export const isQuick = process.env.MULTISITE_BENCH_QUICK !== undefined;

export const often = (times: number, quick: number): number => (isQuick ? quick : times);

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly count: number;
}

export function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN, count: sorted.length };
}

export function inMs({ p50, p99, max, count }: Quantiles): string {
  return `p50 ${p50.toFixed(0)}, p99 ${p99.toFixed(0)}, max ${max.toFixed(0)} ms of ${count}`;
}

export function inBytes(bytes: number): string {
  if (bytes < 10_000) return `${bytes.toFixed(0)} B`;
  if (bytes < 10_000_000) return `${(bytes / 1000).toFixed(0)} kB`;
  if (bytes < 10_000_000_000) return `${(bytes / 1e6).toFixed(0)} MB`;
  return `${(bytes / 1e9).toFixed(0)} GB`;
}

export function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
