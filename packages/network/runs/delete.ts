import type { FactBody } from "@multisite/kernel/facts";
import type { RunKind, RunStep } from "@multisite/kernel/journal";
import { networkError } from "../errors.ts";
import type { NetworkLook } from "../site/index.ts";
import { aimStep, askAll, lookAtNetwork, type NetworkHands } from "./hands.ts";

export interface DeleteInput {
  readonly name: string;
  readonly sites: readonly string[];
}

/**
 * Which sites have it, and whether anybody uses it. `without` leaves sites out that will not come back.
 *
 * @throws MultisiteError `network.site.unknown`, `network.run.refused`
 */
export async function prepareDelete(hands: NetworkHands, name: string, without: readonly string[]): Promise<DeleteInput> {
  const looks = await askAll(hands.sites(), (site) => lookAtNetwork(hands, site, name));
  const found = looks.flatMap((look) => ("answer" in look && look.answer ? [{ site: look.site, look: look.answer }] : []));
  const named = new Set(found.flatMap(({ look }) => look.sites));
  const sites = [...new Set([...found.map(({ site }) => site), ...named])].filter((site) => !without.includes(site));
  const silent = looks.filter((look) => "problem" in look && named.has(look.site) && sites.includes(look.site));
  if (found.length === 0) throw networkError("site.unknown", `No site that answers has a network ${name}.`);
  const wrong = [
    ...silent.map(
      (look) => `${look.site} does not answer (${"problem" in look ? look.problem : ""}); it would keep the network.`,
    ),
    ...found.filter(({ site }) => sites.includes(site)).flatMap(({ site, look }) => usedBy(site, look)),
  ];
  if (wrong.length > 0)
    throw networkError("run.refused", `${name} is not deleted, and nothing was written:\n  ${wrong.join("\n  ")}`);
  return { name, sites: sites.filter((site) => looks.some((look) => look.site === site)) };
}

/** First it leaves everywhere, so that no site makes remote ports any more; then each site deletes what is left. */
export function deleteNetworkRun(hands: NetworkHands): RunKind<FactBody> {
  return {
    kind: "network.delete",
    version: 1,
    steps(given) {
      const { name, sites } = given as unknown as DeleteInput;
      return [...sites.map((site) => leaveStep(hands, site, name)), ...sites.map((site) => removeStep(hands, site, name))];
    },
  };
}

export function leaveStep(hands: NetworkHands, site: string, name: string): RunStep {
  return aimStep(hands, {
    name: `leave-${site}`,
    title: `${site} makes no remote ports of ${name} any more`,
    async whyNot() {
      const look = await lookAtNetwork(hands, site, name);
      return look === undefined || look.phase === "leaving" ? undefined : `it is ${look.phase} in ${site}`;
    },
    begin: () => hands.ask(site, { order: "leave", name }),
    waitMs: 5000,
  });
}

/** Its remote ports go first, by the connector; only then is there nothing in Neutron's way. */
export function removeStep(hands: NetworkHands, site: string, name: string): RunStep {
  const isEmpty = aimStep(hands, {
    name: "",
    title: `no remote port of ${name} is left in ${site}`,
    async whyNot() {
      const look = await lookAtNetwork(hands, site, name);
      return look === undefined || look.remotePorts.length === 0 ? undefined : `${look.remotePorts.length} are left`;
    },
    waitMs: 120_000,
  });
  return aimStep(hands, {
    name: `remove-${site}`,
    title: `${site} has nothing of ${name}`,
    whyNot: async () => ((await lookAtNetwork(hands, site, name)) === undefined ? undefined : `${site} still has it`),
    async begin() {
      await isEmpty.apply();
      await hands.ask(site, { order: "remove", name });
    },
    waitMs: 5000,
  });
}

/** In words, what uses it; nothing: nobody. */
export function usedBy(site: string, { ports }: NetworkLook): readonly string[] {
  if (ports.length === 0) return [];
  const named = ports.slice(0, SHOWN).map(({ id, name }) => (name === "" ? id : `${name} (${id})`));
  const more = ports.length > SHOWN ? ` and ${ports.length - SHOWN} more` : "";
  return [
    `${site}: ${ports.length === 1 ? "a port is" : "ports are"} on it: ${named.join(", ")}${more}. Delete or detach the machines first.`,
  ];
}

const SHOWN = 5;
