import type { FactBody } from "@multisite/kernel/facts";
import type { RunKind, RunStep } from "@multisite/kernel/journal";
import { checkNetwork, type StretchedNetwork } from "../document/index.ts";
import { networkError } from "../errors.ts";
import { preflight, type SiteFacts } from "../preflight/index.ts";
import type { SitePlan } from "../site/index.ts";
import { leaveStep, removeStep, usedBy } from "./delete.ts";
import { type Asked, aimStep, askAll, lookAtNetwork, type NetworkHands, planAt } from "./hands.ts";
import { type ActivePorts, activePorts, whyPortsAreDown } from "./ports-up.ts";

/** Everything that the steps need, fixed when the run begins. */
export interface ApplyInput {
  readonly network: StretchedNetwork;
  /** Chosen once for all sites; null: none of type overlay. */
  readonly vni: number | null;
  /** Ports that were up before, by site. */
  readonly activePorts: ActivePorts;
  /** Sites that have the network and are not in the document any more. */
  readonly dropped: readonly string[];
}

/**
 * Asks all sites before anything is written.
 *
 * @throws MultisiteError `network.run.refused`, with everything that stands in the way
 */
export async function prepareApply(hands: NetworkHands, network: StretchedNetwork): Promise<ApplyInput> {
  const sites = network.sites.map(({ name }) => name);
  const plans = await askAll(sites, (site) => planAt(hands, site, network));
  const dropped = await sitesWithout(hands, network);
  const facts = new Map(plans.map((plan) => [plan.site, factsOf(plan)]));
  const { vni, findings } = preflight(network, facts);
  const wrong = [
    ...dropped.flatMap(({ site, look }) => usedBy(site, look)),
    ...checkNetwork(network).flatMap(({ severity, message }) => (severity === "error" ? [message] : [])),
    ...plans.flatMap((plan) => ("problem" in plan ? [`${plan.site}: ${plan.problem}`] : conflictsOf(plan.answer, network))),
    ...findings.flatMap(({ code, severity, site, field, message }) =>
      severity === "error" && code !== "network.preflight.silent" ? [`${site}, ${field}: ${message}`] : [],
    ),
  ];
  if (wrong.length > 0) {
    throw networkError("run.refused", `${network.name} is not applied, and nothing was written:\n  ${wrong.join("\n  ")}`);
  }
  return {
    network,
    vni: vniInForce(plans) ?? vni ?? null,
    activePorts: await activePorts(hands, network.name, sites),
    dropped: dropped.map(({ site }) => site),
  };
}

/** Sites that have it and that the document does not name. One that does not answer cannot be asked, and its look says what it has. */
async function sitesWithout(hands: NetworkHands, { name, sites }: StretchedNetwork) {
  const others = hands.sites().filter((site) => sites.every((one) => one.name !== site));
  const looks = await askAll(others, (site) => lookAtNetwork(hands, site, name));
  return looks.flatMap((look) => ("answer" in look && look.answer !== undefined ? [{ site: look.site, look: look.answer }] : []));
}

/** Site after site, with a look between whether ports went down; the run stops there, and the sites after it stay as they are. */
export function applyNetworkRun(hands: NetworkHands): RunKind<FactBody> {
  return {
    kind: "network.apply",
    version: 1,
    steps(given) {
      const input = given as unknown as ApplyInput;
      const { network, dropped } = input;
      return [
        ...network.sites.flatMap(({ name }) => [makeStep(hands, name, input), portsStep(hands, name, input)]),
        ...dropped.flatMap((site) => [leaveStep(hands, site, network.name), removeStep(hands, site, network.name)]),
      ];
    },
    async consequences(given) {
      const { network, vni } = given as unknown as ApplyInput;
      const plans = await Promise.all(network.sites.map(({ name }) => planAt(hands, name, network)));
      return [
        ...(vni === null ? [] : [`Its VNI in all sites is ${vni}.`]),
        ...plans.map(
          ({ site, plan }) => `${site}: ${plan.actions.map(({ act }) => act).join(", ") || "nothing to make or change"}.`,
        ),
      ];
    },
  };
}

function makeStep(hands: NetworkHands, site: string, { network, vni }: ApplyInput): RunStep {
  const { name, generation } = network;
  return aimStep(hands, {
    name: `make-${site}`,
    title: `${site} has ${name}, generation ${generation}`,
    async whyNot() {
      const look = await lookAtNetwork(hands, site, name);
      if (look === undefined) return `${site} has no ${name}`;
      if (look.generation !== generation || look.phase !== "in-force")
        return `${site} has generation ${look.generation}, ${look.phase}`;
      return look.toDo?.length === 0 ? undefined : `${site} still lacks ${look.toDo?.join(", ")}`;
    },
    begin: () => hands.ask(site, { order: "apply", network, vni }),
    waitMs: 10_000,
  });
}

function portsStep(hands: NetworkHands, site: string, { network, activePorts: before }: ApplyInput): RunStep {
  return aimStep(hands, {
    name: `ports-${site}`,
    title: `no port of ${network.name} went down with ${site}`,
    whyNot: () => whyPortsAreDown(hands, network.name, before),
    waitMs: 60_000,
  });
}

function factsOf(plan: Asked<SitePlan>): SiteFacts | undefined {
  return "problem" in plan ? undefined : plan.answer.facts;
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

/** A running network keeps its segment: Neutron cannot change it. */
function vniInForce(plans: readonly Asked<SitePlan>[]): number | undefined {
  for (const plan of plans) {
    if ("answer" in plan && plan.answer.inForce?.vni) return plan.answer.inForce.vni;
  }
  return undefined;
}
