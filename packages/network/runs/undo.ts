import type { FactBody } from "@multisite/kernel/facts";
import type { RunKind, RunStep } from "@multisite/kernel/journal";
import { networkError } from "../errors.ts";
import { removeStep } from "./delete.ts";
import { aimStep, askAll, lookAtNetwork, type NetworkHands } from "./hands.ts";

export interface UndoInput {
  readonly name: string;
  /** The one that is taken back. */
  readonly generation: number;
  /** Last made first. */
  readonly sites: readonly { readonly site: string; readonly previousGeneration: number | null }[];
}

/**
 * Which sites have the newest generation, and what each goes back to.
 *
 * @throws MultisiteError `network.site.unknown`, `network.run.refused`
 */
export async function prepareUndo(hands: NetworkHands, name: string): Promise<UndoInput> {
  const looks = await askAll(hands.sites(), (site) => lookAtNetwork(hands, site, name));
  const found = looks.flatMap((look) => ("answer" in look && look.answer ? [{ site: look.site, look: look.answer }] : []));
  if (found.length === 0) throw networkError("site.unknown", `No site that answers has a network ${name}.`);
  const generation = Math.max(...found.map(({ look }) => look.generation));
  const sitesOf = found[0]?.look.sites ?? [];
  const silent = looks.flatMap((look) => ("problem" in look && sitesOf.includes(look.site) ? [look] : []));
  if (silent.length > 0) {
    const lines = silent.map(({ site, problem }) => `${site} does not answer: ${problem}`);
    throw networkError("run.refused", `${name} is not taken back, and nothing was written:\n  ${lines.join("\n  ")}`);
  }
  const sites = found
    .filter(({ look }) => look.generation === generation)
    .map(({ site, look }) => ({ site, previousGeneration: look.previousGeneration }))
    .reverse();
  return { name, generation, sites };
}

/** Takes a change back where it was made, in the reverse order; sites that had nothing before have nothing after. */
export function undoNetworkRun(hands: NetworkHands): RunKind<FactBody> {
  return {
    kind: "network.undo",
    version: 1,
    steps(given) {
      const { name, generation, sites } = given as unknown as UndoInput;
      const isNew = sites.filter(({ previousGeneration }) => previousGeneration === null);
      return [
        ...sites.map((one) => takeBackStep(hands, name, generation, one)),
        ...isNew.map(({ site }) => removeStep(hands, site, name)),
      ];
    },
  };
}

function takeBackStep(
  hands: NetworkHands,
  name: string,
  generation: number,
  { site, previousGeneration }: UndoInput["sites"][number],
): RunStep {
  const isLast = previousGeneration === null;
  return aimStep(hands, {
    name: `take-back-${site}`,
    title: isLast ? `${site} makes no remote ports of ${name} any more` : `${site} has ${name}, generation ${previousGeneration}`,
    async whyNot() {
      const look = await lookAtNetwork(hands, site, name);
      const isBack = look === undefined || look.phase === "leaving" || look.generation !== generation;
      return isBack ? undefined : `${site} has generation ${look.generation}`;
    },
    begin: () => hands.ask(site, { order: "take-back", name, generation }),
    waitMs: 10_000,
  });
}
