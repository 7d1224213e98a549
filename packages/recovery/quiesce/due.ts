import type { ArmedFreeze, GuardedGuest } from "./types.ts";

/** What is left of a freeze for a process that starts; a wall clock that was set back meanwhile does not make it longer than it was meant to be. */
export function remainingMs({ armedAtMs, thawAfterMs }: ArmedFreeze, nowMs: number): number {
  return Math.min(thawAfterMs, Math.max(0, armedAtMs + thawAfterMs - nowMs));
}

/** Guests that are to be thawed now, the last one to be quiesced first. */
export function toThaw({ guests }: ArmedFreeze, isOver: boolean): readonly GuardedGuest[] {
  return guests.filter(({ isGivenUp }) => isOver || isGivenUp).toReversed();
}
