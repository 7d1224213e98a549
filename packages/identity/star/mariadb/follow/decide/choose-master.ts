import type { MasterSeen, ReplicaSeen } from "../types.ts";

/**
 * The master to take instead of another one: one that takes writes, and behind which no other replica of the site stands if that can
 * be had; of several the first in the order of the topology.
 */
export function chooseMaster(seen: ReplicaSeen, insteadOf: string | undefined): MasterSeen | undefined {
  const followers = (master: MasterSeen): number => seen.siblings.filter(({ follows }) => follows === master.node).length;
  return seen.masters
    .filter(({ node, state }) => state === "ready" && node !== insteadOf)
    .toSorted((one, other) => followers(one) - followers(other))[0];
}
