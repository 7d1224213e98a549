import type { RunKind } from "@multisite/kernel/journal";
import { aimStep, condition, lookIfReached, type RunHands, whyUnreachable } from "./hands.ts";

export type DeclarePrimaryInput = { readonly node: string; readonly reason: string };

/** Lets a master go on that has lost the majority of its cluster for good: the other masters and the arbitrator are known to be dead. */
export function declarePrimaryRun(hands: RunHands): RunKind<DeclarePrimaryInput> {
  return {
    kind: "star.declare-primary",
    version: 1,
    steps: ({ node }) => [
      condition(hands, "answers", `the MariaDB and the agent of ${node} answer`, () => whyUnreachable(hands, node)),
      condition(hands, "alone", `no other master takes writes, as seen from ${node}`, async () => {
        const others = (await lookIfReached(hands, node))?.masters.filter((one) => one.node !== node && one.state === "ready");
        return others === undefined || others.length === 0 ? undefined : `${others.map((one) => one.node).join(", ")} does`;
      }),
      aimStep(hands, {
        name: "declared",
        title: `${node} takes writes, as the cluster of its own`,
        isSo: async () => (await lookIfReached(hands, node))?.server?.isReadOnly === false,
        async begin() {
          await hands.ask(node, { order: "declare-primary" });
          return undefined;
        },
        waitMs: 120_000,
        explain: async () => (await lookIfReached(hands, node))?.report.reason ?? `${node} cannot be reached`,
      }),
    ],
  };
}
