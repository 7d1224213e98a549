import { MultisiteError } from "@multisite/kernel/errors";
import { findNode } from "../../../topology/queries.ts";
import { declarePrimary, readGaleraStatus } from "../../sql/index.ts";
import type { FollowNode } from "../node.ts";
import { otherMembers } from "../observe/reports.ts";
import { whyNotAlone, writesElsewhere } from "./other-writer.ts";
import { type NodeLook, ORDER_SUBJECT } from "./types.ts";

/** Dead hosts are waited for so long; a look asks masters itself. */
const LOOK_MS = 10_000;

/**
 * A master that has lost the majority of its cluster becomes a cluster of its own. Two parts that take writes are two histories, so
 * every member that answers is asked first.
 *
 * @param look At this node, anew.
 * @throws MultisiteError `identity.star.mariadb.refused`
 */
export async function goOnAlone(node: FollowNode, unheard: boolean, look: () => Promise<NodeLook>): Promise<void> {
  const { name, local, options } = node;
  if (node.self().role !== "master") throw refused(`${name} is no master; a replica is promoted instead.`);
  const galera = await readGaleraStatus(local);
  if (galera === undefined || galera.isPrimary) return;
  const names = otherMembers(node);
  const [own, ...others] = await Promise.all([look(), ...names.map((other) => askLook(node, other))]);
  const elsewhere = writesElsewhere(name, own, new Map(names.map((other, index) => [other, others[index]])));
  const siteOf = (other: string): string | undefined => findNode(options.star(), other)?.site.name;
  const why = whyNotAlone(name, elsewhere, { siteOf, unheard });
  if (why !== undefined) throw refused(`${why}.`);
  await declarePrimary(local);
}

async function askLook({ options }: FollowNode, other: string): Promise<NodeLook | undefined> {
  try {
    return (await options.links.ask(other, ORDER_SUBJECT, { order: "look" }, { timeoutMs: LOOK_MS })) as NodeLook;
  } catch {
    return undefined;
  }
}

function refused(text: string): MultisiteError {
  return new MultisiteError("identity.star.mariadb.refused", text);
}
