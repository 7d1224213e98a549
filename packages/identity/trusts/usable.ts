import { forbidden, notFound } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import type { Queries } from "../store/database.ts";
import { getDomain } from "../store/projects.ts";
import { getTrust, type TrustRecord } from "../store/trusts.ts";
import { getUser } from "../store/users.ts";
import { findRedelegationFault, isTrustUsable } from "./redelegation.ts";

/** What a look at trusts needs. */
export type TrustWorld = Pick<Identity, "clock" | "config">;

/**
 * A trust that can be used now: 404 when it is deleted, expired or used up, or one that it was passed on from is; 403 when it
 * no longer follows from that one, or somebody in between was disabled (keystone/trust/core.py, get_trust).
 */
export async function getUsableTrust(world: TrustWorld, queries: Queries, trustId: string): Promise<TrustRecord> {
  const pedigree = await getTrustPedigree(world, queries, trustId);
  let [trust, ...ancestors] = pedigree as [TrustRecord, ...TrustRecord[]];
  let child = trust;
  for (const parent of ancestors) {
    const fault = findRedelegationFault(parent, child, world.config.trust.max_redelegation_count);
    if (fault !== undefined) throw forbidden(fault);
    if (!(await isUserEnabled(queries, parent.trusteeUserId))) throw forbidden("a trustee of the chain is disabled or deleted");
    if (child === trust) trust = { ...trust, expiresAtMs: trust.expiresAtMs ?? parent.expiresAtMs };
    child = parent;
  }
  return trust;
}

/** The trust and those that it was passed on from, the first one last; 404 when one of them cannot be used any more. */
export async function getTrustPedigree(world: TrustWorld, queries: Queries, trustId: string): Promise<TrustRecord[]> {
  const pedigree: TrustRecord[] = [];
  let nextId: string | null = trustId;
  while (nextId !== null && !pedigree.some((known) => known.id === nextId)) {
    const trust: TrustRecord | undefined = await getTrust(queries, nextId);
    if (!trust || !isTrustUsable(trust, world.clock.nowMs())) throw notFound("trust", nextId);
    pedigree.push(trust);
    nextId = trust.redelegatedTrustId;
  }
  return pedigree;
}

async function isUserEnabled(queries: Queries, userId: string): Promise<boolean> {
  const user = await getUser(queries, userId);
  if (!user?.enabled) return false;
  return (await getDomain(queries, user.domainId))?.enabled === true;
}
