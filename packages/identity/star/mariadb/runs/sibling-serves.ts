import type { RunStep } from "@multisite/kernel/journal";
import { allNodes, servingNodesOf } from "../../topology/queries.ts";
import { condition, lookIfReached, type RunHands } from "./hands.ts";

/** Another node answers for the site while this one does not; `alone` when the operator says that it need not. */
export function siblingServes(hands: RunHands, node: string, alone: boolean, prefix = ""): RunStep {
  const title = `another node of its site serves while ${node} does not`;
  return condition(hands, `${prefix}sibling-serves`, title, async () => {
    const site = allNodes(hands.star()).find((one) => one.node.name === node)?.site;
    const others = site === undefined ? [] : servingNodesOf(site).filter(({ name }) => name !== node);
    if (alone || others.length === 0) return undefined;
    for (const other of others) if ((await lookIfReached(hands, other.name))?.report.serves === true) return undefined;
    return `none of ${others.map(({ name }) => name).join(", ")} serves; mend one first, or say that the site may be without (alone)`;
  });
}
