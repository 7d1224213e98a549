import { parseEpoch } from "@multisite/kernel/changes";
import type { ReplicationRole } from "../replication/types.ts";
import { findNode, mastersOf, otherMastersFor } from "../topology/queries.ts";
import type { IdentityStar } from "../topology/types.ts";

/** The node whose epoch it is takes the writes: roles follow the epoch, and the document only names who may have one. */
export function writerOf(epoch: string): string {
  return parseEpoch(epoch).node;
}

/** The first epoch of a star. */
export function firstEpoch(star: IdentityStar): string {
  return `1@${mastersOf(star)[0]?.node.name ?? "none"}`;
}

/** The master that must have a write before `writer` acknowledges it; undefined for a star with one master. */
export function standbyOf(star: IdentityStar, writer: string): string | undefined {
  return mastersOf(star).find(({ node }) => node.name !== writer)?.node.name;
}

export function roleOf(star: IdentityStar, epoch: string, node: string): ReplicationRole {
  const writer = writerOf(epoch);
  if (writer === node) return "writer";
  return standbyOf(star, writer) === node ? "standby" : "replica";
}

/** Nodes that a node may take changes from, best first. */
export function donorsOf(star: IdentityStar, epoch: string, node: string): string[] {
  const writer = writerOf(epoch);
  if (roleOf(star, epoch, node) !== "replica") return [writer];
  const followed = findNode(star, node)?.node.follows;
  const others = otherMastersFor(star, node).map((one) => one.node.name);
  const all = [...(followed === undefined ? [] : [followed]), ...others, writer];
  return [...new Set(all)].filter((name) => name !== node);
}

/** Nodes that must know of a new epoch first: masters, and the writer if it is none. */
export function rivalsOf(star: IdentityStar, epoch: string, node: string): string[] {
  const masters = mastersOf(star).map((one) => one.node.name);
  return [...new Set([...masters, writerOf(epoch)])].filter((name) => name !== node && name !== "none");
}
