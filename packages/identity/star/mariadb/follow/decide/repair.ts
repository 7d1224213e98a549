import type { FollowAlarm, FollowDecision, ReplicaSeen } from "../types.ts";
import { followedMaster, hasAllOf, hasRunOn, isSameStart } from "./look.ts";
import { toHold } from "./safety.ts";

/** A rebuild has begun: the data is in pieces until one has ended. */
export function rebuildUnfinished({ node, memory }: ReplicaSeen): FollowDecision | undefined {
  if (memory.rebuilding === undefined) return undefined;
  return rebuild("rebuildUnfinished", node, memory.rebuilding);
}

/**
 * It was compared and differs. Rows that only it has are taken for lost by the masters, unless one of them has run without a break
 * since all were equal; anything else is this node's own fault, and its data is made anew.
 */
export function differing(seen: ReplicaSeen): FollowDecision | undefined {
  const { differs } = seen.memory;
  if (differs === undefined) return undefined;
  const reason = `${differs.rows} of its rows differ from the masters' (${differs.file})`;
  if (differs.onlyHere > 0 && !hasRunOn(seen.memory, seen.masters)) {
    const lost = `${reason}, ${differs.onlyHere} are only here, and all masters have been started again since it was equal`;
    return toHold("differing", seen.node, { why: "ahead", reason: lost, file: differs.file });
  }
  return rebuild("differing", seen.node, reason);
}

/** Lock waits and deadlocks with readers. */
const PASSING: ReadonlySet<number> = new Set([1205, 1213]);
/** The disk is full or broken: another copy would not fit either. */
const DISK: ReadonlySet<number> = new Set([3, 28, 126, 1021, 1026, 1030, 1114]);

/** A change could not be applied: what it should change is not what it was at the master. */
export function applyingFailed({ node, own }: ReplicaSeen): FollowDecision | undefined {
  const failure = own?.slave?.sqlFailure;
  if (failure === undefined || own?.slave?.sql === true) return undefined;
  const rule = "applyingFailed";
  const reason = `a change could not be applied (${failure.errno}: ${failure.text})`;
  if (PASSING.has(failure.errno)) return { rule, state: "catching-up", reason, serves: true, act: { act: "start-threads" } };
  if (DISK.has(failure.errno))
    return broken(rule, node, reason, "df -h, on that host; when there is room, START SLAVE in its MariaDB");
  return rebuild(rule, node, reason);
}

/** The master's log does not have this node's position. */
const NOT_IN_LOG = 1236;
const ACCESS_DENIED = 1045;

/** The master answers, and refuses to be followed. */
export function fetchingRefused(seen: ReplicaSeen): FollowDecision | undefined {
  const { node, own } = seen;
  const failure = own?.slave?.ioFailure;
  const master = followedMaster(seen);
  if (failure === undefined || master?.state !== "ready") return undefined;
  // Whatever else it meets, the fetching thread tries again by itself.
  if (own?.slave?.io !== "no" && failure.errno !== ACCESS_DENIED) return undefined;
  const rule = "fetchingRefused";
  const reason = `${own?.follows} refuses it (${failure.errno}: ${failure.text})`;
  if (failure.errno !== NOT_IN_LOG) {
    return broken(
      rule,
      node,
      reason,
      "compare the grants of the replication user at that master with those that multisite star render writes",
    );
  }
  if (hasAllOf(seen, master)) return rebuild(rule, node, reason);
  // It lacks what is here: one that has it is followed; when none has, it is said by `aheadOfMasters`, and nothing is thrown away.
  const other = seen.masters.find((one) => one.state === "ready" && one !== master && hasAllOf(seen, one));
  const waiting = { rule, state: "catching-up", reason, serves: true } as const;
  return other === undefined ? waiting : { ...waiting, act: { act: "follow", master: other.node, because: reason } };
}

/** It has changed its master, or was made anew: it is compared before it serves. */
export function unverified(seen: ReplicaSeen): FollowDecision | undefined {
  const { unverified: why } = seen.memory;
  if (why === undefined || seen.isDelayed) return undefined;
  const rule = "unverified";
  const master = followedMaster(seen);
  const isComparable = master?.state === "ready" && seen.own?.slave?.io === "yes" && seen.own.slave.sql;
  const state = "catching-up";
  if (!isComparable) return { rule, state, reason: `${why}; no master to compare it with can be reached`, serves: false };
  const reason = `${why}; it is compared with ${master.node} before it serves`;
  return { rule, state, reason, serves: false, act: { act: "verify", master: master.node } };
}

/** The master's server or the own one was started again: whether something was lost shows by comparing; nothing says yet that it was. */
export function startedAgain(seen: ReplicaSeen): FollowDecision | undefined {
  const { memory, own, node } = seen;
  const master = followedMaster(seen);
  if (seen.isDelayed || memory.verified === undefined || master?.state !== "ready" || own?.slave?.io !== "yes") return undefined;
  const isKnown = isSameStart(memory, { node, startedAtMs: own.startedAtMs });
  if ((isKnown && isSameStart(memory, master)) || master.startedAtMs === undefined) return undefined;
  const act = { act: "verify", master: master.node } as const;
  return { rule: "startedAgain", state: "running", serves: true, act };
}

function rebuild(rule: string, node: string, reason: string): FollowDecision {
  const alarm: FollowAlarm = {
    name: "rebuild",
    severity: "major",
    cause: `${node} does not serve and is made anew from another node: ${reason}.`,
    next: "multisite star status --watch, until it serves again; rows that differed are in its state directory",
  };
  return { rule, state: "rebuilding", reason, serves: false, act: { act: "rebuild", because: reason }, alarm };
}

function broken(rule: string, node: string, reason: string, next: string): FollowDecision {
  const cause = `${node} no longer follows: ${reason}. It answers with the data of that time.`;
  return { rule, state: "broken", reason, serves: true, alarm: { name: "broken", severity: "major", cause, next } };
}
