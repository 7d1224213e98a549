import { listRolesByIds } from "../../store/roles.ts";
import { isoTime } from "../../store/time.ts";
import type { TrustRecord } from "../../store/trusts.ts";
import type { Exchange } from "../http/exchange.ts";
import { withSelfLink } from "../http/listing.ts";
import { renderRole } from "../roles/render.ts";

/** A trust's columns (keystone/trust/backends/sql.py, to_dict). */
export function trustFields(trust: TrustRecord): { readonly id: string } & Record<string, unknown> {
  return {
    ...trust.extra,
    id: trust.id,
    trustor_user_id: trust.trustorUserId,
    trustee_user_id: trust.trusteeUserId,
    project_id: trust.projectId,
    impersonation: trust.impersonation,
    // Fractions are cut off when shown (keystone/common/utils.py, isotime).
    expires_at: trust.expiresAtMs === null ? null : isoTime(Math.floor(trust.expiresAtMs / 1000) * 1000),
    remaining_uses: trust.remainingUses,
    deleted_at: null,
    redelegated_trust_id: trust.redelegatedTrustId,
    redelegation_count: trust.redelegationCount,
  };
}

/** A trust with its roles in full (keystone/api/trusts.py, _normalize_trust_roles). */
export async function renderTrust(exchange: Exchange, trust: TrustRecord): Promise<object> {
  const roles = await renderTrustRoles(exchange, trust);
  const body = { roles, ...trustFields(trust), roles_links: rolesLinks(exchange, trust) };
  return withSelfLink(exchange, body, ["OS-TRUST", "trusts"]);
}

/** The roles that still exist, with links. */
export async function renderTrustRoles(exchange: Exchange, trust: TrustRecord): Promise<object[]> {
  const roles = await listRolesByIds(exchange.identity.database.query, trust.roleIds);
  return roles.map((role) => withSelfLink(exchange, renderRole(role), ["roles"]));
}

/** Keystone leaves `OS-TRUST/trusts` out of this link. */
export function rolesLinks(exchange: Exchange, trust: TrustRecord): object {
  return { self: exchange.links.to(trust.id, "roles"), next: null, previous: null };
}
