import type { RunKind, RunStep } from "@multisite/kernel/journal";
import { aimStep, lookIfReached, type RunHands } from "./hands.ts";
import { siblingServes } from "./sibling-serves.ts";

export type RemoveReplicaInput = {
  readonly node: string;
  /** The site may be without a serving node. */
  readonly alone: boolean;
};

/** Takes a replica out: it serves no more and follows nobody. Taking it out of the topology comes after. */
export function removeReplicaRun(hands: RunHands): RunKind<RemoveReplicaInput> {
  return { kind: "star.remove-replica", version: 1, steps: ({ node, alone }) => removeReplicaSteps(hands, node, alone) };
}

export function removeReplicaSteps(hands: RunHands, node: string, alone: boolean, prefix = ""): readonly RunStep[] {
  return [
    siblingServes(hands, node, alone, prefix),
    aimStep(hands, {
      name: `${prefix}set-aside`,
      title: `${node} serves no more and follows nobody`,
      async isSo() {
        const look = await lookIfReached(hands, node);
        return look?.hold?.why === "removed" && look.server?.follows === null && !look.report.serves;
      },
      async begin() {
        await hands.ask(node, { order: "set-aside", because: "it was taken out of the star by an operator" });
        return undefined;
      },
    }),
  ];
}
