/** What decides which changes are kept. */
export interface TrimView {
  readonly oldestSequence: number;
  readonly newestSequence: number;
  /** How far those are that take changes from here. */
  readonly followers: readonly number[];
}

/** Kept in any case, so that a follower that comes over from another node finds what it needs. */
const ALWAYS = 1000;

/** More is not kept for anybody: who is further behind is filled anew, which is quicker by then. */
const AT_MOST = 100_000;

/** The first sequence to keep. */
export function decideTrim({ oldestSequence, newestSequence, followers }: TrimView): number {
  const wanted = Math.min(newestSequence - ALWAYS, ...followers) + 1;
  return Math.max(oldestSequence, wanted, newestSequence - AT_MOST + 1);
}
