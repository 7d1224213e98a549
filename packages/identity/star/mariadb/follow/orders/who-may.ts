import { MultisiteError } from "@multisite/kernel/errors";
import type { PeerIdentity } from "@multisite/kernel/peers";
import { findNode } from "../../../topology/queries.ts";
import type { FollowNode } from "../node.ts";
import type { Order } from "./types.ts";

/** What is known of whoever orders something over a link. */
export interface Orderer {
  readonly role: "master" | "replica" | "arbitrator" | undefined;
  /** Whether a master takes writes, as seen from the node that is ordered. */
  readonly doesMasterWrite: boolean;
}

/**
 * Who may have another node do something: runs are begun on the host of a master, or on the node's own host, which asks over no link.
 * Only when no master takes writes may any node, as somebody must promote. So a captured replica orders nobody while a master lives; what
 * only looks is open to all members. Pure.
 */
export function mayOrder({ order }: Order, { role, doesMasterWrite }: Orderer): boolean {
  if (order === "look" || order === "compare") return true;
  return role === "master" || (role === "replica" && !doesMasterWrite);
}

/** @throws MultisiteError `identity.star.mariadb.refused` */
export async function requireMayOrder(node: FollowNode, order: Order, from: PeerIdentity, writesHere: boolean): Promise<void> {
  const isPromoted = node.memory.read().promotion?.node === from.node;
  const role = isPromoted ? "master" : findNode(node.options.star(), from.node)?.node.role;
  if (mayOrder(order, { role, doesMasterWrite: true })) return;
  const names = node.masterNames();
  await node.masters.ask(names);
  const doesMasterWrite =
    writesHere || names.some((name) => node.masters.seen(name, "", Number.POSITIVE_INFINITY).state === "ready");
  if (mayOrder(order, { role, doesMasterWrite })) return;
  throw new MultisiteError(
    "identity.star.mariadb.refused",
    `${node.name} takes this from a master's host, or from its own: give the command there. ${from.node} may not while a master takes writes.`,
  );
}
