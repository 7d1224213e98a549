import type { ClockReading } from "@multisite/kernel/facts/exchange";

/** Readings that are older say little of a clock that drifts. */
const FRESH_MS = 10 * 60_000;

/**
 * Bound of this host's clock error: how far it may be from the middle one of the others. One node whose clock is wrong is thus found
 * by itself, and does not make the others look wrong. Undefined while nobody was heard lately.
 */
export function clockErrorBoundMs(readings: readonly ClockReading[], nowMs: number): number | undefined {
  const fresh = readings
    .filter(({ readAtMs }) => Math.abs(nowMs - readAtMs) <= FRESH_MS)
    .sort((one, other) => one.offsetMs - other.offsetMs);
  // Of an even number the one that is nearer to this clock: two nodes cannot tell which of them is wrong.
  const [left, right] = [fresh[Math.floor((fresh.length - 1) / 2)], fresh[Math.floor(fresh.length / 2)]];
  if (left === undefined || right === undefined) return undefined;
  return Math.min(...[left, right].map(({ offsetMs, uncertaintyMs }) => Math.abs(offsetMs) + uncertaintyMs));
}
