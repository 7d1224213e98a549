/** One line of the table: a ratio of two things measured in the same run, and what it should be. */
export interface Measurement {
  readonly name: string;
  /** What was measured, in words and numbers. */
  readonly measured: string;
  readonly target: string;
  readonly met: boolean;
}

/** A group of measurements that shares servers. Says what it does while it does it. */
export type MeasurementGroup = {
  readonly name: string;
  readonly run: (progress: (text: string) => void) => Promise<readonly Measurement[]>;
};

/** How long one interval lasts and how often intervals are repeated; the middle one counts. */
export const INTERVAL_MS = 2000;
export const ROUNDS = 5;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
