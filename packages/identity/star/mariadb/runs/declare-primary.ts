import type { RunKind } from "@multisite/kernel/journal";
import { arbitratorsOf, findNode, membersOf } from "../../topology/queries.ts";
import { type Elsewhere, whyNotAlone, writesElsewhere } from "../follow/orders/other-writer.ts";
import type { NodeLook } from "../follow/orders/types.ts";
import { aimStep, condition, lookIfReached, type RunHands, whyUnreachable } from "./hands.ts";

export type DeclarePrimaryInput = {
  readonly node: string;
  readonly reason: string;
  /** Also if no other site answers: the operator knows that it is dead, and not this one cut off. */
  readonly unheard: boolean;
};

/** Lets a master go on that has lost the majority of its cluster for good: the other masters and the arbitrator are known to be dead. */
export function declarePrimaryRun(hands: RunHands): RunKind<DeclarePrimaryInput> {
  return {
    kind: "star.declare-primary",
    version: 2,
    steps: ({ node, unheard }) => [
      condition(hands, "answers", `the MariaDB and the agent of ${node} answer`, () => whyUnreachable(hands, node)),
      condition(hands, "alone", "no member of the star that answers takes writes, or sees another master that does", async () => {
        const look = await lookIfReached(hands, node);
        if (isWriter(look)) return undefined;
        const siteOf = (name: string): string | undefined => findNode(hands.star(), name)?.site.name;
        return whyNotAlone(node, await lookElsewhere(hands, node, look), { siteOf, unheard });
      }),
      aimStep(hands, {
        name: "declared",
        title: `${node} takes writes, as the cluster of its own`,
        isSo: async () => isWriter(await lookIfReached(hands, node)),
        async begin() {
          await hands.ask(node, { order: "declare-primary", unheard });
          return undefined;
        },
        waitMs: 120_000,
        explain: async () => (await lookIfReached(hands, node))?.report.reason ?? `${node} cannot be reached`,
      }),
    ],
    async consequences({ node }) {
      const { heard, silent } = await lookElsewhere(hands, node, await lookIfReached(hands, node));
      const votes = arbitratorsOf(hands.star()).map(({ node: vote }) => vote.name);
      return [
        heard.length === 0 ? "No other member answers." : `Asked, and answered: ${heard.join(", ")}.`,
        ...silent.map((name) => `${name} does not answer: whether it runs is not known. Make sure that it does not take writes.`),
        ...votes.map((name) => `The arbitrator ${name} has no agent and is not asked: stop it, or see that its host is off.`),
        `What other masters acknowledged and ${node} has not received is lost, unless a replica has it.`,
        "A master that comes back joins by itself, with the data of this one. One that had gone on alone loses what it took meanwhile.",
      ];
    },
  };
}

function isWriter(look: NodeLook | undefined): boolean {
  return look?.server?.isReadOnly === false && look.report.state === "running";
}

async function lookElsewhere(hands: RunHands, node: string, own: NodeLook | undefined): Promise<Elsewhere> {
  const names = membersOf(hands.star()).flatMap((one) => (one.node.name === node ? [] : [one.node.name]));
  const looks = await Promise.all(names.map((name) => lookIfReached(hands, name)));
  return writesElsewhere(node, own, new Map(names.map((name, index) => [name, looks[index]])));
}
