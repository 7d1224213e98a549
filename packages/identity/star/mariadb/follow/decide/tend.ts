import type { FollowDecision, FollowLimits, ReplicaSeen } from "../types.ts";
import { findMaster, hasAllOf } from "./look.ts";

/** Nothing can be read. */
export function ownServerGone({ node, own }: { readonly node: string; readonly own: unknown }): FollowDecision | undefined {
  if (own !== undefined) return undefined;
  const reason = "the MariaDB of this node does not answer";
  const alarm = { name: "server_gone", severity: "major", cause: `${node}: ${reason}; other nodes serve its site.` } as const;
  return {
    rule: "ownServerGone",
    state: "broken",
    reason,
    serves: false,
    alarm: { ...alarm, next: `systemctl status multisite-mariadb, on ${node}` },
  };
}

/** A thread was stopped by hand, or by a step that was interrupted. */
export function threadsStopped({ own }: ReplicaSeen): FollowDecision | undefined {
  if (own?.slave === undefined || (own.slave.sql && own.slave.io !== "no")) return undefined;
  const reason = "its replication was stopped, and is started again";
  return { rule: "threadsStopped", state: "catching-up", reason, serves: true, act: { act: "start-threads" } };
}

/**
 * The document's master has been there for a while again: replicas of one site stand behind different masters when all is well. Not
 * while another replica of the site is being compared, so that one of them always serves.
 */
export function goHome(seen: ReplicaSeen, { returnAfterMs }: FollowLimits): FollowDecision | undefined {
  const home = findMaster(seen, seen.home);
  if (home?.state !== "ready" || seen.own?.follows === home.node) return undefined;
  const waitMs = seen.isSent ? 0 : returnAfterMs;
  if (seen.atMs - home.sinceMs < waitMs || !hasAllOf(seen, home)) return undefined;
  if (seen.siblings.some(({ serves }) => !serves)) return undefined;
  const because = seen.isSent
    ? `an operator has put it behind ${home.node}`
    : `${home.node}, which it follows by the topology, is back`;
  return {
    rule: "goHome",
    state: "catching-up",
    reason: because,
    serves: true,
    act: { act: "follow", master: home.node, because },
  };
}

export function behind({ lagMs, own, isDelayed }: ReplicaSeen, { behindMs }: FollowLimits): FollowDecision | undefined {
  if (isDelayed || lagMs === undefined || lagMs <= behindMs) return undefined;
  const reason = `it is ${(lagMs / 1000).toFixed(1)} s behind ${own?.follows}`;
  return { rule: "behind", state: "catching-up", reason, serves: true };
}

/** It follows, and has what the master has. */
export function well(seen: ReplicaSeen): FollowDecision {
  const isAway = seen.own?.follows !== seen.home;
  const reason = `${seen.home}, which it follows by the topology, is away`;
  return { rule: "well", state: "running", ...(isAway ? { reason } : {}), serves: true };
}
