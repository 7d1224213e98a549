import type { RevocationEventTable } from "../../store/schema/tables.ts";
import { fromDatetime, isoTime } from "../../store/time.ts";

/**
 * An event with the fields that it has. An event of a domain that also expires is about tokens for the domain, not about its
 * users (keystone/models/revoke_model.py, RevokeEvent).
 */
export function renderRevocationEvent(row: Omit<RevocationEventTable, "id">): object {
  const isDomainScope = row.domain_id !== null && row.expires_at !== null;
  const fields: Record<string, string | null> = {
    user_id: row.user_id,
    role_id: row.role_id,
    domain_id: isDomainScope ? null : row.domain_id,
    domain_scope_id: isDomainScope ? row.domain_id : null,
    project_id: row.project_id,
    audit_id: row.audit_id,
    audit_chain_id: row.audit_chain_id,
    "OS-TRUST:trust_id": row.trust_id,
    "OS-OAUTH1:consumer_id": row.consumer_id,
    "OS-OAUTH1:access_token_id": row.access_token_id,
    expires_at: row.expires_at === null ? null : isoTime(fromDatetime(row.expires_at)).replace(/\.\d+Z$/, "Z"),
    issued_before: isoTime(fromDatetime(row.issued_before)),
    revoked_at: isoTime(fromDatetime(row.revoked_at)),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
