import { formatGtidPosition } from "../../sql/index.ts";
import type { FollowAlarm, FollowDecision, FollowLimits, MasterSeen, ReplicaSeen } from "../types.ts";
import { chooseMaster } from "./choose-master.ts";
import { findMaster, followedMaster, hasAllOf, isDrained } from "./look.ts";

/** It is pointed at no master of the star: at its own, or at another one while that is gone. What it has fetched is applied first. */
export function notFollowing(seen: ReplicaSeen): FollowDecision | undefined {
  const { own } = seen;
  if (own === undefined || findMaster(seen, own.follows) !== undefined) return undefined;
  const home = findMaster(seen, seen.home);
  const master = home?.state === "ready" ? home : chooseMaster(seen, undefined);
  const rule = "notFollowing";
  const waiting: FollowDecision = { rule, state: "catching-up", reason: "it follows no master of the star", serves: true };
  if (own.slave?.sql === true && !isDrained(seen) && !seen.isDelayed) return waiting;
  if (master === undefined) {
    const reason = `it follows nobody, and no master takes writes${notCompared(seen)}`;
    return { ...waiting, state: "broken", reason, alarm: noMaster(seen) };
  }
  if (own.position.size === 0) {
    const because = "it is empty";
    return { rule, state: "rebuilding", reason: because, serves: false, act: { act: "rebuild", because } };
  }
  if (!hasAllOf(seen, master)) return waits(rule, seen, master);
  const reason = `it follows nobody of the star, and is pointed at ${master.node}`;
  return { ...waiting, reason, act: { act: "follow", master: master.node, because: reason } };
}

/**
 * The master cannot be reached, by the fetching thread and by asking it directly; or it can, and takes no writes while another one
 * does. That the applying thread stands still says nothing about the master. Nothing is left in the relay log before the move, and
 * the new master has all that is here.
 */
export function masterGone(seen: ReplicaSeen, { holdDownMs }: FollowLimits): FollowDecision | undefined {
  const rule = "masterGone";
  const master = followedMaster(seen);
  if (seen.own?.slave === undefined || master === undefined) return undefined;
  const isGone = master.state === "gone" && seen.own.slave.io !== "yes";
  if (!isGone && master.state !== "idle") return undefined;
  const what = isGone ? `${master.node} cannot be reached` : `${master.node} takes no writes`;
  const seconds = Math.round((seen.atMs - master.sinceMs) / 1000);
  const since = `${what} since ${seconds} s`;
  const waiting: FollowDecision = { rule, state: "catching-up", reason: since, serves: true };
  if (seen.atMs - master.sinceMs < holdDownMs) return waiting;
  const other = chooseMaster(seen, master.node);
  if (other === undefined) {
    return { ...waiting, reason: `${since}, nor any other master${notCompared(seen)}`, alarm: noMaster(seen) };
  }
  const alarm = gone(seen, what, other);
  if (!isDelayed(seen) && !isDrained(seen)) {
    const act = seen.own.slave.sql ? {} : { act: { act: "start-threads" } as const };
    return { ...waiting, reason: `${since}; what was fetched is applied first`, alarm, ...act };
  }
  if (!hasAllOf(seen, other)) return waits(rule, seen, other);
  return { ...waiting, reason: since, alarm, act: { act: "follow", master: other.node, because: since } };
}

function isDelayed({ isDelayed }: ReplicaSeen): boolean {
  return isDelayed;
}

/** Positions of two masters differ for moments only; for longer, {@link aheadOfMasters} has its word. */
function waits(rule: string, seen: ReplicaSeen, master: MasterSeen): FollowDecision {
  const here = formatGtidPosition(seen.own?.position ?? new Map());
  const there = formatGtidPosition(master.position ?? new Map());
  return { rule, state: "catching-up", reason: `${master.node} is at ${there}, this node at ${here}; it waits`, serves: true };
}

function gone({ node }: ReplicaSeen, what: string, other: MasterSeen): FollowAlarm {
  return {
    name: "master_gone",
    severity: "minor",
    cause: `${what}; ${node} moves to ${other.node} and is compared with it before it serves.`,
    next: "multisite star status",
  };
}

/** Why it does not serve meanwhile, when it does not. */
function notCompared({ memory }: ReplicaSeen): string {
  return memory.unverified === undefined ? "" : `; it does not serve, as ${memory.unverified} and was not compared since`;
}

function noMaster(seen: ReplicaSeen): FollowAlarm {
  const { node, masters, memory } = seen;
  const names = masters.map((master) => master.node).join(", ");
  const goesOn = memory.unverified === undefined ? ". Validation and logins go on with the data of that time" : notCompared(seen);
  return {
    name: "no_master",
    severity: "major",
    cause: `From ${node} no master takes writes (${names})${goesOn}.`,
    next: "multisite star status, on a node of another site: it may be only this one that does not reach them",
  };
}
