import { notFound } from "../../errors/index.ts";
import { getRole } from "../../store/roles.ts";
import { withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { renderRole } from "../roles/render.ts";
import { enforceOnTrust } from "./access.ts";
import { renderTrustRoles, rolesLinks } from "./render.ts";

/** `GET /v3/OS-TRUST/trusts/{trust_id}/roles` (keystone/api/trusts.py, RolesForTrustListResource). */
export const listTrustRoles: Route = {
  method: "GET",
  path: "/v3/OS-TRUST/trusts/{trust_id}/roles",
  async handle(exchange) {
    const trust = await enforceOnTrust(exchange, "identity:list_roles_for_trust");
    return ok({ roles: await renderTrustRoles(exchange, trust), links: rolesLinks(exchange, trust) });
  },
};

/** `GET /v3/OS-TRUST/trusts/{trust_id}/roles/{role_id}` (keystone/api/trusts.py, RoleForTrustResource). */
export const getTrustRole: Route = {
  method: "GET",
  path: "/v3/OS-TRUST/trusts/{trust_id}/roles/{role_id}",
  async handle(exchange) {
    const trust = await enforceOnTrust(exchange, "identity:get_role_for_trust");
    const roleId = exchange.request.pathParameters.role_id ?? "";
    const role = trust.roleIds.includes(roleId) ? await getRole(exchange.identity.database.query, roleId) : undefined;
    if (!role) throw notFound("role", roleId);
    return ok({ role: withSelfLink(exchange, renderRole(role), ["roles"]) });
  },
};
