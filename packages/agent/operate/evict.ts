import { ceremonySettings, evictionPlan, findSite, membersOf } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import type { Agent } from "../agent/create.ts";
import { type CarriedOut, carryOut } from "./carry-out.ts";
import { requireReason } from "./reason.ts";

export interface EvictRequest {
  readonly site: string;
  readonly reason: string;
  readonly isDryRun: boolean;
}

/** Shuts a captured or lost site out: its members count no more, its certificates are revoked, the keys that it knows are replaced. */
export async function evictSite(agent: Agent, { site, reason, isDryRun }: EvictRequest): Promise<CarriedOut> {
  const { document, clock, links } = agent.ports;
  const star = document.current();
  requireReason(reason);
  if (findSite(star, site) === undefined) {
    throw new MultisiteError("agent.site.unknown", `The star ${star.name} has no site ${site}.`);
  }
  if (site === links.self.site) {
    throw new MultisiteError("agent.site.own", `This host is of the site ${site}; evict it from a host of another site.`);
  }
  const results: CarriedOut[] = [];
  for (const { node } of membersOf(star).filter((member) => member.site.name === site)) {
    const options = { reason, nowMs: clock.nowMs(), settings: ceremonySettings(star.keys) };
    results.push(await carryOut(agent, evictionPlan(agent.ceremony.view(), node.name, options), isDryRun));
    if (!isDryRun) await agent.ports.certificates?.revoke(node.name, reason);
  }
  return {
    consequences: results.flatMap(({ consequences }) => consequences),
    isDone: !isDryRun,
    notWaitedFor: results.flatMap(({ notWaitedFor }) => notWaitedFor),
  };
}
