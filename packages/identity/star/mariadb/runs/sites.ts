import { messageOf } from "@multisite/kernel/errors";
import type { RunKind } from "@multisite/kernel/journal";
import { addReplicaSteps } from "./add-replica.ts";
import { condition, type RunHands } from "./hands.ts";
import { removeReplicaSteps } from "./remove-replica.ts";

export type AddSiteInput = {
  readonly site: string;
  readonly replicas: readonly { readonly node: string; readonly master: string }[];
};
export type RemoveSiteInput = { readonly site: string; readonly replicas: readonly string[] };

/** Fills all replicas of a new site, one after the other: each can be the next one's donor. */
export function addSiteRun(hands: RunHands): RunKind<AddSiteInput> {
  return {
    kind: "star.add-site",
    version: 1,
    steps: ({ replicas }) => replicas.flatMap(({ node, master }) => addReplicaSteps(hands, node, master, `${node}-`)),
  };
}

/** Takes all replicas of a site out. Its neighbours serve it from then on, if the topology says so. */
export function removeSiteRun(hands: RunHands): RunKind<RemoveSiteInput> {
  return {
    kind: "star.remove-site",
    version: 2,
    steps: ({ site, replicas }) => [
      condition(hands, "may-order", `the replicas of ${site} take orders from this host`, () => whyRefused(hands, replicas)),
      ...replicas.flatMap((node) => removeReplicaSteps(hands, node, true, `${node}-`)),
    ],
  };
}

/** Of several nodes all are asked before the first is touched: half a site that was taken out is worse than none. */
async function whyRefused({ ask }: RunHands, nodes: readonly string[]): Promise<string | undefined> {
  for (const node of nodes) {
    try {
      await ask(node, { order: "may-order" });
    } catch (thrown) {
      return messageOf(thrown);
    }
  }
  return undefined;
}
