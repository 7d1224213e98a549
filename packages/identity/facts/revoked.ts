import type { FactBody } from "@multisite/kernel/facts";

/**
 * What a revocation is about, in the words of Keystone's revocation events: every given field must match a token
 * (keystone/models/revoke_model.py, matches).
 */
export interface Revoked {
  readonly userId?: string;
  readonly projectId?: string;
  readonly domainId?: string;
  readonly roleId?: string;
  readonly trustId?: string;
  readonly consumerId?: string;
  readonly auditId?: string;
  readonly auditChainId?: string;
}

const FIELDS = ["userId", "projectId", "domainId", "roleId", "trustId", "consumerId", "auditId", "auditChainId"] as const;

/**
 * The revocation of a fact's body. Undefined for one that names nothing, which would be every token, and for one with a condition
 * that only a newer version knows: without it, it would concern more tokens than was meant.
 */
export function readRevoked(body: FactBody): Revoked | undefined {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  const entries = Object.entries(body as Readonly<Record<string, FactBody>>);
  const known = entries.every(([name, value]) => FIELDS.some((field) => field === name) && typeof value === "string");
  return known && entries.length > 0 ? (Object.fromEntries(entries) as Revoked) : undefined;
}

/** Such as `audit:ID`: the first field that is given, the narrowest ones first. */
export function subjectOf(revoked: Revoked): string {
  const named = FIELDS.toReversed().find((field) => revoked[field] !== undefined);
  return named === undefined ? "nothing" : `${named.replace("Id", "")}:${revoked[named]}`;
}
