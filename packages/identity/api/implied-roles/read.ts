import { notFoundText } from "../../errors/index.ts";
import { hasInference, listImpliedRoleIds } from "../../store/implied-roles.ts";
import { listRolesByIds, type RoleRecord } from "../../store/roles.ts";
import type { Exchange } from "../http/exchange.ts";
import { noContent, ok, type Route } from "../http/route.ts";
import { enforceOnInference, enforceOnPrior } from "./enforce.ts";
import { renderRoleReference } from "./render.ts";

/** `GET /v3/roles/{prior_role_id}/implies`: what the role implies directly. */
export const listImpliedRolesRoute: Route = {
  method: "GET",
  path: "/v3/roles/{prior_role_id}/implies",
  async handle(exchange) {
    const prior = await enforceOnPrior(exchange, "identity:list_implied_roles");
    const { links, identity } = exchange;
    const { query } = identity.database;
    const implied = await listRolesByIds(query, await listImpliedRoleIds(query, prior.id));
    return ok({
      role_inference: {
        prior_role: renderRoleReference(links, prior),
        implies: implied.map((role) => renderRoleReference(links, role)),
      },
      links: { self: links.to("roles", prior.id, "implies") },
    });
  },
};

/** `GET /v3/roles/{prior_role_id}/implies/{implied_role_id}`; HEAD needs both actions and answers 204, as in Keystone. */
export const getImpliedRoleRoute: Route = {
  method: "GET",
  path: "/v3/roles/{prior_role_id}/implies/{implied_role_id}",
  async handle(exchange) {
    const isHead = exchange.request.method === "HEAD";
    if (isHead) await enforceOnInference(exchange, "identity:check_implied_role");
    const { prior, implied } = await enforceOnInference(exchange, "identity:get_implied_role");
    await requireInference(exchange, prior, implied);
    return isHead ? noContent : ok(renderInference(exchange, prior, implied));
  },
};

async function requireInference({ identity }: Exchange, prior: RoleRecord, implied: RoleRecord): Promise<void> {
  const rule = { priorRoleId: prior.id, impliedRoleId: implied.id };
  if (!(await hasInference(identity.database.query, rule))) throw inferenceNotFound(prior.id, implied.id);
}

/** 404 (keystone/exception.py, ImpliedRoleNotFound). */
export const inferenceNotFound = (priorRoleId: string, impliedRoleId: string) =>
  notFoundText(`${priorRoleId} does not imply ${impliedRoleId}.`);

/** One rule as an answer (keystone/api/roles.py, _get_implied_role). */
export function renderInference({ links }: Exchange, prior: RoleRecord, implied: RoleRecord): object {
  return {
    role_inference: { prior_role: renderRoleReference(links, prior), implies: renderRoleReference(links, implied) },
    links: { self: links.to("roles", prior.id, "implies", implied.id) },
  };
}
