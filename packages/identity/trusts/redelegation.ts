/** What of a trust decides how it may be passed on. */
export interface TrustTerms {
  readonly projectId: string | null;
  readonly redelegationCount: number;
  readonly remainingUses: number | null;
  readonly expiresAtMs: number | null;
  readonly roleIds: readonly string[];
  readonly impersonation: boolean;
}

/**
 * Why `child` does not follow from the trust that it passes on, or undefined when it does: it may not reach another project,
 * last longer, hold more roles or impersonate more than its parent, and the chain has an end (keystone/trust/core.py, _validate_redelegation).
 */
export function findRedelegationFault(parent: TrustTerms, child: TrustTerms, maxRedelegationCount: number): string | undefined {
  if (!(parent.redelegationCount > 0 && parent.redelegationCount <= maxRedelegationCount)) {
    return `the trust's redelegation depth of ${parent.redelegationCount} is not within 1 and ${maxRedelegationCount}`;
  }
  // Keystone forgets this one, and a trustee could reach the trustor's other projects.
  if (parent.projectId !== child.projectId) return "the requested project is not that of the redelegated trust";
  if (child.remainingUses !== null) return "a trust with remaining_uses cannot be part of a redelegation";
  if (child.expiresAtMs !== null && parent.expiresAtMs !== null && parent.expiresAtMs < child.expiresAtMs) {
    return "the requested expiry is later than that of the redelegated trust";
  }
  if (!child.roleIds.every((roleId) => parent.roleIds.includes(roleId))) {
    return "some of the requested roles are not in the redelegated trust";
  }
  if (!parent.impersonation && child.impersonation) return "the redelegated trust does not allow impersonation";
  return undefined;
}

/** Whether a trust can still be used: not expired, not used up (keystone/trust/backends/sql.py, get_trust). */
export function isTrustUsable(trust: Pick<TrustTerms, "expiresAtMs" | "remainingUses">, nowMs: number): boolean {
  const isExpired = trust.expiresAtMs !== null && nowMs > trust.expiresAtMs;
  return !isExpired && (trust.remainingUses === null || trust.remainingUses > 0);
}
