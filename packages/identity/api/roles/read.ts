import { listRoles } from "../../store/roles.ts";
import { collectionReply, readFilters, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { renderRole } from "./render.ts";
import { enforceOnRole } from "./require.ts";

const FILTERS = ["name", "domain_id"];

/** `GET /v3/roles`: the global roles, or those of the domain in the query (keystone/api/roles.py, _list_roles). */
export const listRolesRoute: Route = {
  method: "GET",
  path: "/v3/roles",
  async handle(exchange) {
    const { identity, request } = exchange;
    const domainId = request.query.get("domain_id");
    await exchange.enforce(domainId ? "identity:list_domain_roles" : "identity:list_roles", { filters: FILTERS });
    const roles = await listRoles(identity.database.query, domainId || null);
    return collectionReply(exchange, roles.map(renderRole), {
      name: "roles",
      filters: readFilters(request.query, FILTERS),
      limit: identity.config.role.list_limit ?? identity.config.DEFAULT.list_limit,
    });
  },
};

/** `GET /v3/roles/{role_id}`. */
export const getRoleRoute: Route = {
  method: "GET",
  path: "/v3/roles/{role_id}",
  async handle(exchange) {
    const role = await enforceOnRole(exchange, "get");
    return ok({ role: withSelfLink(exchange, renderRole(role), ["roles"]) });
  },
};
