import type { ChangeLog, ChangeMark } from "@multisite/kernel/changes";

/**
 * `changes`: they follow what the asker has. `equal`: it has everything. `ahead`: it has more than there is here. `diverged`: at its
 * newest change there is another one here. `too-far-behind`: what follows is no longer kept. `empty`: there is no data here.
 */
export type PullKind = "changes" | "equal" | "ahead" | "diverged" | "too-far-behind" | "empty";

/** How the log of an asker, whose newest change is `have`, stands to the log here. */
export function answerPull(have: ChangeMark | null, log: Pick<ChangeLog, "newest" | "at">): PullKind {
  const newest = log.newest();
  if (newest === undefined) return "empty";
  if (have === null) return "too-far-behind";
  if (have.sequence > newest.sequence) return "ahead";
  const here = log.at(have.sequence);
  if (here === undefined) return "too-far-behind";
  if (here.chainHash !== have.chainHash) return "diverged";
  return have.sequence === newest.sequence ? "equal" : "changes";
}

/** Whether the log has this change, as the same part of the same history. */
export function holds(log: Pick<ChangeLog, "at">, mark: ChangeMark): boolean {
  return log.at(mark.sequence)?.chainHash === mark.chainHash;
}
