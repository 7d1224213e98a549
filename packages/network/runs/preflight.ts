import { checkNetwork, type StretchedNetwork } from "../document/index.ts";
import { type Preflight, type PreflightFinding, preflight, type SiteFacts } from "../preflight/index.ts";
import type { SitePlan } from "../site/index.ts";
import { type Asked, askAll, type NetworkHands, planAt } from "./hands.ts";
import { probeAll } from "./probes.ts";

/** What all sites say of a document; findings are those of the document and of what is in force, too. */
export interface SitesPreflight extends Preflight {
  readonly plans: readonly Asked<SitePlan>[];
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
  const all = [
    ...checkNetwork(network).flatMap(({ severity, message }) => (severity === "error" ? [ofDocument(message)] : [])),
    ...[...plans, ...probed].flatMap((one) => ("problem" in one ? [silent(one)] : [])),
    ...plans.flatMap((plan) => ("answer" in plan ? conflictsOf(plan.answer, network) : [])),
    ...findings.filter(({ code }) => code !== SILENT),
  ];
  return { plans, vni: all.some(isError) ? undefined : vni, findings: all };
}

/** Everything that stands in the way, a line each. */
export function linesOf(findings: readonly PreflightFinding[]): readonly string[] {
  return findings.map(({ site, field, message }) => {
    const where = [site, field].filter((word) => word !== "").join(", ");
    return where === "" ? message : `${where}: ${message}`;
  });
}

export function isError({ severity }: PreflightFinding): boolean {
  return severity === "error";
}

function probedFacts(facts: SiteFacts, probed: readonly Asked<SiteFacts>[]): SiteFacts {
  const found = probed.find(({ site }) => site === facts.site);
  return found !== undefined && "answer" in found ? found.answer : facts;
}

const SILENT = "network.preflight.silent";

/** With the reason, which the preflight itself does not know. */
function silent({ site, problem }: { readonly site: string; readonly problem: string }): PreflightFinding {
  return { code: SILENT, severity: "error", site, field: "", message: problem };
}

function ofDocument(message: string): PreflightFinding {
  return { code: "network.preflight.document", severity: "error", site: "", field: "", message };
}

function conflictsOf({ site, plan, inForce }: SitePlan, network: StretchedNetwork): readonly PreflightFinding[] {
  const conflict = (field: string, message: string): PreflightFinding => ({
    ...{ code: "network.preflight.conflict", severity: "error" },
    ...{ site, field, message },
  });
  const conflicts = plan.conflicts.map(({ field, message }) => conflict(field, message));
  if (inForce === null) return conflicts;
  if (inForce.phase === "leaving")
    return [...conflicts, conflict("", `${network.name} is being deleted there; wait until it is gone.`)];
  const { generation, isSame } = inForce;
  if (generation < network.generation || (generation === network.generation && isSame)) return conflicts;
  const what = generation === network.generation ? "another document of generation" : "generation";
  return [...conflicts, conflict("spec.generation", `${what} ${generation} is in force there; write ${generation + 1}.`)];
}
