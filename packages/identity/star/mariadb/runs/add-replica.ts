import type { RunKind, RunStep } from "@multisite/kernel/journal";
import { findNode } from "../../topology/queries.ts";
import { aimStep, condition, lookIfReached, type RunHands, whyUnreachable } from "./hands.ts";
import { servesBehind } from "./serves.ts";

export type AddReplicaInput = { readonly node: string; readonly master: string };

/**
 * Fills a new replica, whose MariaDB runs with its rendered settings and whose agent has joined the star; or takes one back that was
 * set aside.
 */
export function addReplicaRun(hands: RunHands): RunKind<AddReplicaInput> {
  return { kind: "star.add-replica", version: 1, steps: ({ node, master }) => addReplicaSteps(hands, node, master) };
}

export function addReplicaSteps(hands: RunHands, node: string, master: string, prefix = ""): readonly RunStep[] {
  return [
    condition(hands, `${prefix}in-topology`, `${node} is a replica of the topology`, async () =>
      findNode(hands.star(), node)?.node.role === "replica" ? undefined : `the topology in force has no replica ${node}`,
    ),
    condition(
      hands,
      `${prefix}answers`,
      `the MariaDB and the agent of ${node} answer`,
      () => whyUnreachable(hands, node),
      30_000,
    ),
    aimStep(hands, {
      name: `${prefix}filled`,
      title: `${node} has the data of the star`,
      async isSo() {
        const look = await lookIfReached(hands, node);
        return (
          look !== undefined &&
          look.hold === null &&
          !look.isRebuilding &&
          look.report.position !== "" &&
          look.server?.follows !== null
        );
      },
      async begin() {
        const look = await hands.ask(node, { order: "look" });
        if (!look.isRebuilding) await hands.ask(node, { order: "rebuild", because: "it is added to the star" });
        return undefined;
      },
      waitMs: 900_000,
      explain: async () => (await lookIfReached(hands, node))?.report.reason ?? `${node} cannot be reached`,
    }),
    servesBehind(hands, node, master, prefix),
  ];
}
