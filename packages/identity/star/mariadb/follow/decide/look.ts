import { hasReachedGtid } from "../../sql/index.ts";
import type { FollowMemory, MasterSeen, ReplicaSeen } from "../types.ts";

/** The master that the node is pointed at. */
export function followedMaster(seen: ReplicaSeen): MasterSeen | undefined {
  return findMaster(seen, seen.own?.follows);
}

export function findMaster(seen: ReplicaSeen, name: string | undefined): MasterSeen | undefined {
  return seen.masters.find(({ node }) => node === name);
}

/** Whether all that has been fetched has been applied. */
export function isDrained({ own }: ReplicaSeen): boolean {
  return own?.slave === undefined || hasReachedGtid(own.position, own.slave.fetched);
}

/** Whether the master has all that this node has: only then may the node follow it. */
export function hasAllOf(seen: ReplicaSeen, master: MasterSeen): boolean {
  return seen.own !== undefined && master.position !== undefined && hasReachedGtid(master.position, seen.own.position);
}

/** A restart moves it by more than the rounding to seconds does. */
const SAME_START_MS = 3000;

/** Whether a server is still the one that was running when this node was last found equal to the masters. */
export function isSameStart(
  { verified }: FollowMemory,
  { node, startedAtMs }: Pick<MasterSeen, "node"> & { readonly startedAtMs?: number | undefined },
): boolean {
  const before = verified?.starts[node];
  return before !== undefined && startedAtMs !== undefined && Math.abs(before - startedAtMs) < SAME_START_MS;
}

/**
 * Whether one of the masters has run without a break since this node was last found equal to them: then the cluster has lost nothing,
 * and what only this node has is no change that was acknowledged.
 */
export function hasRunOn(memory: FollowMemory, masters: readonly MasterSeen[]): boolean {
  return masters.some((master) => isSameStart(memory, master));
}
