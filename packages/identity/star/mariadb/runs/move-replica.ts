import type { RunKind } from "@multisite/kernel/journal";
import { aimStep, condition, lookIfReached, type RunHands } from "./hands.ts";
import { servesBehind } from "./serves.ts";
import { siblingServes } from "./sibling-serves.ts";

export type MoveReplicaInput = {
  readonly node: string;
  readonly master: string;
  /** The site may be without a serving node meanwhile. */
  readonly alone: boolean;
};

/** Puts a replica behind another master, until a newer topology says otherwise. */
export function moveReplicaRun(hands: RunHands): RunKind<MoveReplicaInput> {
  return {
    kind: "star.move-replica",
    version: 1,
    steps: ({ node, master, alone }) => [
      condition(
        hands,
        "master-ready",
        `${master} takes writes, and has all that ${node} has`,
        () => whyNotReady(hands, node, master),
        10_000,
      ),
      siblingServes(hands, node, alone),
      aimStep(hands, {
        name: "follow",
        title: `${node} follows ${master}`,
        isSo: async () => {
          const look = await lookIfReached(hands, node);
          return look?.pinned === master && look.server?.follows === master;
        },
        async begin() {
          await hands.ask(node, { order: "stand-behind", master });
          return undefined;
        },
        waitMs: 120_000,
      }),
      servesBehind(hands, node, master),
    ],
  };
}

async function whyNotReady(hands: RunHands, node: string, master: string): Promise<string | undefined> {
  const look = await lookIfReached(hands, node);
  if (look === undefined) return `${node} cannot be reached`;
  if (look.server?.follows === master) return undefined;
  const seen = look.masters.find((one) => one.node === master);
  if (seen === undefined) return `${master} is no master of the star`;
  if (seen.state !== "ready") return `${master} is ${seen.state} as seen from ${node}`;
  return seen.hasAll ? undefined : `${master} has less than ${node}`;
}
