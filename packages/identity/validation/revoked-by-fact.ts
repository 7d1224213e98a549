import type { Denials, RevokedFact } from "../facts/index.ts";
import { isRevokedBy } from "./revocation.ts";
import type { TokenModel } from "./types.ts";

const SECOND_MS = 1000;

/** Whether facts that this host has heard of end a token, be its rows as they may. */
export function isRevokedByFact(denials: Denials, token: TokenModel): boolean {
  const { payload } = token;
  const users = usersOf(token);
  const endedAtMs = (atMs: number): boolean => payload.issuedAtMs <= wholeSecond(atMs);
  if (users.some((userId) => endedAtMs(denials.deniedAtMs(userId) ?? Number.NEGATIVE_INFINITY))) return true;
  return denials
    .revocations(payload.auditIds[0] ?? "")
    .some((fact) => (namesTokens(fact) || endedAtMs(fact.atMs)) && concerns(fact, token, users));
}

/**
 * Whoever revokes a token by its ID has seen it: it is older, whatever the clocks say of the site that made it and of the one that
 * revokes it. The time counts only for what later tokens may match too.
 */
function namesTokens({ auditId, auditChainId }: RevokedFact): boolean {
  return auditId !== undefined || auditChainId !== undefined;
}

/** As Keystone's rows have it: tokens tell whole seconds of their issue (keystone/revoke/core.py, revoke_by_audit_id). */
function wholeSecond(timeMs: number): number {
  return Math.floor(timeMs / SECOND_MS) * SECOND_MS;
}

function usersOf({ payload, trust }: TokenModel): readonly string[] {
  return trust ? [payload.userId, trust.trustor.id, trust.trusteeUserId] : [payload.userId];
}

/** The comparisons that the statement makes where rows are concerned, and then those for rows (reads.ts, readRevocation). */
function concerns(fact: RevokedFact, token: TokenModel, users: readonly string[]): boolean {
  const { payload } = token;
  if (fact.userId !== undefined && !users.includes(fact.userId)) return false;
  if (fact.projectId !== undefined && fact.projectId !== payload.projectId) return false;
  if (fact.auditId !== undefined && fact.auditId !== payload.auditIds[0]) return false;
  const { domainId, roleId, trustId, consumerId, auditChainId } = fact;
  return isRevokedBy(
    {
      domain_id: domainId ?? null,
      role_id: roleId ?? null,
      trust_id: trustId ?? null,
      consumer_id: consumerId ?? null,
      audit_chain_id: auditChainId ?? null,
      expires_at: null,
    },
    token,
  );
}
