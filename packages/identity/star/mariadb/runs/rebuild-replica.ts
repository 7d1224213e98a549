import type { RunKind } from "@multisite/kernel/journal";
import { addReplicaSteps } from "./add-replica.ts";
import type { RunHands } from "./hands.ts";
import { removeReplicaSteps } from "./remove-replica.ts";

export type RebuildReplicaInput = {
  readonly node: string;
  readonly master: string;
  /** The site may be without a serving node meanwhile. */
  readonly alone: boolean;
};

/** Gives up what a replica has, whatever it was set aside for, and fills it from its master or from another replica of its site. */
export function rebuildReplicaRun(hands: RunHands): RunKind<RebuildReplicaInput> {
  return {
    kind: "star.rebuild",
    version: 1,
    steps: ({ node, master, alone }) => [...removeReplicaSteps(hands, node, alone), ...addReplicaSteps(hands, node, master)],
  };
}
