import { checkNetwork, type StretchedNetwork } from "../document/index.ts";
import { type Preflight, preflight, type SiteFacts } from "../preflight/index.ts";
import type { SitePlan } from "../site/index.ts";
import { type Asked, askAll, type NetworkHands, planAt } from "./hands.ts";
import { probeAll } from "./probes.ts";

/** What all sites say of a document. */
export interface SitesPreflight extends Preflight {
  readonly plans: readonly Asked<SitePlan>[];
  /** What stands in the way, each with its site, or its line of the document. */
  readonly wrong: readonly string[];
}

/** Asks the agents of all sites, bus and tunnels included; nothing is written. */
export async function preflightSites(hands: NetworkHands, network: StretchedNetwork): Promise<SitesPreflight> {
  const plans = await askAll(
    network.sites.map(({ name }) => name),
    (site) => planAt(hands, site, network),
  );
  const answered = plans.flatMap((plan) => ("answer" in plan ? [plan.answer.facts] : []));
  const probed = await probeAll(hands, network, answered);
  const facts = new Map(answered.map((one): readonly [string, SiteFacts] => [one.site, probedFacts(one, probed)]));
  const { vni, findings } = preflight(network, facts);
  const wrong = [
    ...checkNetwork(network).flatMap(({ severity, message }) => (severity === "error" ? [message] : [])),
    ...plans.flatMap((plan) => ("problem" in plan ? [`${plan.site}: ${plan.problem}`] : conflictsOf(plan.answer, network))),
    ...probed.flatMap((one) => ("problem" in one ? [`${one.site}: ${one.problem}`] : [])),
    ...findings.flatMap(({ code, severity, site, field, message }) =>
      severity === "error" && code !== "network.preflight.silent" ? [`${site}, ${field}: ${message}`] : [],
    ),
  ];
  return { plans, vni, findings, wrong };
}

function probedFacts(facts: SiteFacts, probed: readonly Asked<SiteFacts>[]): SiteFacts {
  const found = probed.find(({ site }) => site === facts.site);
  return found !== undefined && "answer" in found ? found.answer : facts;
}

function conflictsOf({ site, plan, inForce }: SitePlan, network: StretchedNetwork): readonly string[] {
  const conflicts = plan.conflicts.map(({ field, message }) => `${site}, ${field}: ${message}`);
  if (inForce === null) return conflicts;
  if (inForce.phase === "leaving")
    return [...conflicts, `${site}: ${network.name} is being deleted there; wait until it is gone.`];
  const { generation, isSame } = inForce;
  if (generation < network.generation || (generation === network.generation && isSame)) return conflicts;
  const what = generation === network.generation ? "another document of generation" : "generation";
  return [...conflicts, `${site}, spec.generation: ${what} ${generation} is in force there; write ${generation + 1}.`];
}
