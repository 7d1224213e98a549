import type { RawRow } from "@multisite/kernel/sql";
import type { TokenModel } from "./types.ts";

/**
 * Whether an event that {@link readRevocation} found concerns the token (keystone/models/revoke_model.py, matches). As in
 * Keystone, a project scope leaves the assignment domain empty, and `access_token_id` is not compared.
 */
export function isRevokedBy(event: RawRow, token: TokenModel): boolean {
  const assignmentDomainId = token.domain?.id;
  const domainScoped = event.domain_id !== null && event.expires_at !== null;
  if (event.domain_id !== null && domainScoped && event.domain_id !== assignmentDomainId) return false;
  if (
    event.domain_id !== null &&
    !domainScoped &&
    ![token.user.domain.id, assignmentDomainId].includes(String(event.domain_id))
  ) {
    return false;
  }
  if (event.expires_at !== null && !isSameSecond(String(event.expires_at), token.payload.expiresAtMs)) return false;
  if (event.trust_id !== null && event.trust_id !== token.trust?.id) return false;
  if (event.consumer_id !== null && event.consumer_id !== token.accessToken?.consumerId) return false;
  if (event.audit_chain_id !== null && event.audit_chain_id !== token.payload.auditIds[1]) return false;
  return event.role_id === null || token.roles.some((role) => role.id === event.role_id);
}

function isSameSecond(datetime: string, timeMs: number): boolean {
  return datetime.slice(0, 19) === new Date(timeMs).toISOString().slice(0, 19).replace("T", " ");
}
