import { notFound, notFoundText, unauthorized } from "../../errors/index.ts";
import { getRole, listRolesByIds, type RoleRecord } from "../../store/roles.ts";
import { collectionReply, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { renderRole } from "../roles/render.ts";
import { isOfPathUser, requireAccessToken } from "./user-access-tokens.ts";

/** A role without its description (keystone/api/users.py, _format_role_entity). */
function renderAuthorizedRole(role: RoleRecord) {
  const { description: _description, ...rest } = renderRole(role);
  return rest;
}

/** `GET …/access_tokens/{access_token_id}/roles` (keystone/api/users.py, OAuth1AccessTokenRoleListResource). */
const listRoute: Route = {
  method: "GET",
  path: "/v3/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}/roles",
  async handle(exchange) {
    await exchange.enforce("identity:list_access_token_roles");
    const token = await requireAccessToken(exchange);
    if (!isOfPathUser(exchange, token)) throw notFoundText("Access token not found");
    const roles = await listRolesByIds(exchange.identity.database.query, token.roleIds);
    return collectionReply(exchange, roles.map(renderAuthorizedRole), { name: "roles" });
  },
};

/** `GET …/access_tokens/{access_token_id}/roles/{role_id}` (keystone/api/users.py, OAuth1AccessTokenRoleResource). */
const getRoute: Route = {
  method: "GET",
  path: "/v3/users/{user_id}/OS-OAUTH1/access_tokens/{access_token_id}/roles/{role_id}",
  async handle(exchange) {
    await exchange.enforce("identity:get_access_token_role");
    const token = await requireAccessToken(exchange);
    if (!isOfPathUser(exchange, token)) throw unauthorized("User IDs do not match");
    const roleId = exchange.request.pathParameters.role_id ?? "";
    const role = token.roleIds.includes(roleId) ? await getRole(exchange.identity.database.query, roleId) : undefined;
    if (!role) throw notFound("role", roleId);
    return ok({ role: withSelfLink(exchange, renderAuthorizedRole(role), ["roles"]) });
  },
};

export const accessTokenRoleRoutes: readonly Route[] = [listRoute, getRoute];
