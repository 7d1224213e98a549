import { badRequest, forbidden } from "../errors/index.ts";
import type { TrustRecord } from "../store/trusts.ts";
import { findRedelegationFault, type TrustTerms } from "./redelegation.ts";

/** The terms that a new trust is asked for with. */
export interface RequestedTerms extends Omit<TrustTerms, "redelegationCount"> {
  readonly allowRedelegation: boolean;
  readonly redelegationCount: number | undefined;
}

/** The terms that a new trust gets. */
export interface GrantedTerms extends TrustTerms {
  readonly redelegatedTrustId: string | null;
}

/**
 * Decides on a new trust's terms. `pedigree` is the trust that it passes on and, behind it, those that led to that one; empty
 * for a trust of its own. 400 and 403 as in Keystone, in its order (keystone/trust/core.py, create_trust).
 */
export function decideTerms(
  requested: RequestedTerms,
  pedigree: readonly TrustRecord[],
  maxRedelegationCount: number,
): GrantedTerms {
  const { allowRedelegation, redelegationCount: requestedCount, ...asked } = requested;
  const isRedelegable = allowRedelegation && requestedCount !== 0;
  if (isRedelegable && requestedCount !== undefined && requestedCount > maxRedelegationCount) {
    throw forbidden(`requested redelegation depth of ${requestedCount} is greater than ${maxRedelegationCount}`);
  }
  if (isRedelegable && asked.remainingUses !== null) {
    throw badRequest("remaining_uses must not be set if redelegation is allowed");
  }
  const [parent] = pedigree;
  if (!parent) {
    return {
      ...asked,
      redelegatedTrustId: null,
      redelegationCount: isRedelegable ? (requestedCount ?? maxRedelegationCount) : 0,
    };
  }
  const remainingCount = parent.redelegationCount - 1;
  if (isRedelegable && requestedCount !== undefined && requestedCount !== remainingCount) {
    throw forbidden('modifying "redelegation_count" upon redelegation is forbidden');
  }
  let granted = { ...asked, redelegatedTrustId: parent.id, redelegationCount: isRedelegable ? remainingCount : 0 };
  for (const ancestor of pedigree) {
    const fault = findRedelegationFault(ancestor, granted, maxRedelegationCount);
    if (fault !== undefined) throw forbidden(fault);
    granted = { ...granted, expiresAtMs: granted.expiresAtMs ?? ancestor.expiresAtMs };
  }
  return granted;
}
