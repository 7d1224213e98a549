import type { FollowDecision, FollowLimits, ReplicaSeen } from "../types.ts";
import { masterGone, notFollowing } from "./move.ts";
import { applyingFailed, differing, fetchingRefused, rebuildUnfinished, startedAgain, unverified } from "./repair.ts";
import { aheadOfMasters, errantChanges, forkedHistory, held, writable } from "./safety.ts";
import { behind, goHome, ownServerGone, threadsStopped, well } from "./tend.ts";

/** Says what a replica does next in one situation, or nothing in all others. */
type ReplicaRule = (seen: ReplicaSeen, limits: FollowLimits) => FollowDecision | undefined;

/** The first that has something to say is followed: what loses data comes before what costs time. */
const RULES: readonly ReplicaRule[] = [
  ownServerGone,
  rebuildUnfinished,
  held,
  writable,
  errantChanges,
  aheadOfMasters,
  forkedHistory,
  differing,
  applyingFailed,
  fetchingRefused,
  notFollowing,
  masterGone,
  threadsStopped,
  unverified,
  startedAgain,
  goHome,
  behind,
];

/** Decides the next step of a replica from what is seen, and from nothing else. */
export function decideReplica(seen: ReplicaSeen, limits: FollowLimits): FollowDecision {
  const decision = firstOf(seen, limits) ?? well(seen);
  const mayServe = seen.memory.unverified === undefined && !seen.isDelayed;
  return { ...decision, serves: decision.serves && mayServe };
}

function firstOf(seen: ReplicaSeen, limits: FollowLimits): FollowDecision | undefined {
  for (const rule of RULES) {
    const decision = rule(seen, limits);
    if (decision !== undefined) return decision;
  }
  return undefined;
}
