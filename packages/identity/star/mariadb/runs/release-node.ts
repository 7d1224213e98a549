import type { RunKind } from "@multisite/kernel/journal";
import { aimStep, condition, lookIfReached, type RunHands, whyUnreachable } from "./hands.ts";

export type ReleaseNodeInput = { readonly node: string; readonly reason: string };

/** Lets a node go on that was set aside. A master that has lost what it acknowledged goes on without that. */
export function releaseNodeRun(hands: RunHands): RunKind<ReleaseNodeInput> {
  return {
    kind: "star.release",
    version: 1,
    steps: ({ node }) => [
      condition(hands, "answers", `the MariaDB and the agent of ${node} answer`, () => whyUnreachable(hands, node)),
      aimStep(hands, {
        name: "released",
        title: `${node} is no longer set aside`,
        async isSo() {
          const look = await lookIfReached(hands, node);
          return look !== undefined && look.hold === null;
        },
        async begin() {
          await hands.ask(node, { order: "release" });
          return undefined;
        },
        explain: async () => (await lookIfReached(hands, node))?.hold?.reason ?? `${node} cannot be reached`,
      }),
    ],
  };
}
