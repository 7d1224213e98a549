import type { FactBody } from "@multisite/kernel/facts";
import type { RunKind, RunStep } from "@multisite/kernel/journal";
import type { StretchedNetwork } from "../document/index.ts";
import { networkError } from "../errors.ts";
import type { SitePlan } from "../site/index.ts";
import { leaveStep, removeStep, usedBy } from "./delete.ts";
import { type Asked, aimStep, askAll, lookAtNetwork, type NetworkHands, planAt } from "./hands.ts";
import { type ActivePorts, activePorts, whyPortsAreDown } from "./ports-up.ts";
import { isError, linesOf, preflightSites } from "./preflight.ts";

/** Everything that the steps need, fixed when the run begins. */
export interface ApplyInput {
  readonly network: StretchedNetwork;
  /** Chosen once for all sites; null: none of type overlay. */
  readonly vni: number | null;
  /** Ports that were up before, by site. */
  readonly activePorts: ActivePorts;
  /** Sites that have the network and are not in the document any more. */
  readonly dropped: readonly string[];
  /** What the sites found that does not stand in the way, or could not find out. */
  readonly warnings?: readonly string[];
}

/**
 * Asks all sites before anything is written.
 *
 * @throws MultisiteError `network.run.refused`, with everything that stands in the way
 */
export async function prepareApply(hands: NetworkHands, network: StretchedNetwork): Promise<ApplyInput> {
  const sites = network.sites.map(({ name }) => name);
  const { plans, vni, findings } = await preflightSites(hands, network);
  const dropped = await sitesWithout(hands, network);
  const wrong = [...dropped.flatMap(({ site, look }) => usedBy(site, look)), ...linesOf(findings.filter(isError))];
  if (wrong.length > 0) {
    throw networkError("run.refused", `${network.name} is not applied, and nothing was written:\n  ${wrong.join("\n  ")}`);
  }
  return {
    network,
    vni: vniInForce(plans) ?? vni ?? null,
    activePorts: await activePorts(hands, network.name, sites),
    dropped: dropped.map(({ site }) => site),
    warnings: linesOf(findings),
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
      const { network, vni, warnings = [] } = given as unknown as ApplyInput;
      const plans = await Promise.all(network.sites.map(({ name }) => planAt(hands, name, network)));
      return [
        ...(vni === null ? [] : [`Its VNI in all sites is ${vni}.`]),
        ...plans.map(
          ({ site, plan }) => `${site}: ${plan.actions.map(({ act }) => act).join(", ") || "nothing to make or change"}.`,
        ),
        ...warnings,
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

/** A running network keeps its segment: Neutron cannot change it. */
function vniInForce(plans: readonly Asked<SitePlan>[]): number | undefined {
  for (const plan of plans) {
    if ("answer" in plan && plan.answer.inForce?.vni) return plan.answer.inForce.vni;
  }
  return undefined;
}
