import { notFound } from "../../errors/index.ts";
import type { Queries } from "../../store/database.ts";
import { getRole, type RoleRecord } from "../../store/roles.ts";
import type { Exchange } from "../http/exchange.ts";
import { renderRole } from "./render.ts";

/** A role by ID; 404 when there is none. */
export async function requireRole(queries: Queries, roleId: string): Promise<RoleRecord> {
  const role = await getRole(queries, roleId);
  if (!role) throw notFound("role", roleId);
  return role;
}

/**
 * The role of the path, if policy allows the caller the action: `identity:VERB_role`, or `identity:VERB_domain_role` for a
 * role of a domain. A role that does not exist is 404 for everybody with a token, as in Keystone, whose enforcement looks the
 * role up (keystone/api/roles.py, RoleResource; keystone/common/rbac_enforcer/enforcer.py, _extract_member_target_data).
 */
export async function enforceOnRole(exchange: Exchange, verb: "get" | "update" | "delete"): Promise<RoleRecord> {
  await exchange.caller();
  const role = await requireRole(exchange.identity.database.query, exchange.request.pathParameters.role_id ?? "");
  const action = role.domainId ? `identity:${verb}_domain_role` : `identity:${verb}_role`;
  await exchange.enforce(action, { target: { role: renderRole(role) } });
  return role;
}
