import { enforcementModels } from "../../limits/enforcement.ts";
import type { Queries } from "../../store/database.ts";
import { type LimitCondition, type LimitRecord, listLimits } from "../../store/limits.ts";
import { listProjects } from "../../store/projects.ts";
import type { Caller } from "../http/caller.ts";
import { splitFilters } from "../http/exact-filters.ts";
import { collectionReply, readFilters, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { renderLimit } from "./render.ts";
import { limitIdOf, limitTarget, requireLimit } from "./target.ts";

const FILTERS = ["service_id", "region_id", "resource_name", "project_id", "domain_id"] as const;

/** `GET /v3/limits/{limit_id}` (keystone/api/limits.py, LimitsResource._get_limit). */
export const getLimitRoute: Route = {
  method: "GET",
  path: "/v3/limits/{limit_id}",
  async handle(exchange) {
    await exchange.enforce("identity:get_limit", { target: limitTarget(exchange) });
    const limit = await requireLimit(exchange.identity.database.query, limitIdOf(exchange));
    return ok({ limit: withSelfLink(exchange, renderLimit(limit), ["limits"]) });
  },
};

/** `GET /v3/limits` (keystone/api/limits.py, LimitsResource._list_limits). */
export const listLimitsRoute: Route = {
  method: "GET",
  path: "/v3/limits",
  async handle(exchange) {
    const { config, database } = exchange.identity;
    const caller = await exchange.enforce("identity:list_limits", { filters: FILTERS });
    const { exact, rest } = splitFilters(readFilters(exchange.request.query, FILTERS), FILTERS);
    const limits = await listVisible(database.query, caller, exact);
    return collectionReply(exchange, limits.map(renderLimit), {
      name: "limits",
      filters: rest,
      limit: config.unified_limit.list_limit ?? config.DEFAULT.list_limit,
    });
  },
};

/** A system token sees all limits, a domain's those of the domain and its projects, a project's its own, whatever the role. */
async function listVisible(
  queries: Queries,
  { credentials }: Caller,
  conditions: readonly LimitCondition[],
): Promise<LimitRecord[]> {
  const { system_scope: system, domain_id: domainId, project_id: projectId } = credentials;
  if (system) return listLimits(queries, conditions);
  if (domainId) {
    const projects = await listProjects(queries, [{ column: "domain_id", value: domainId }]);
    const owners = new Set([domainId, ...projects.map((project) => project.id)]);
    return (await listLimits(queries, conditions)).filter((limit) => owners.has(limit.projectId ?? limit.domainId ?? ""));
  }
  return projectId ? listLimits(queries, [...conditions, { column: "project_id", value: projectId }]) : [];
}

/** `GET /v3/limits/model` (keystone/api/limits.py, LimitModelResource). */
export const getLimitModelRoute: Route = {
  method: "GET",
  path: "/v3/limits/model",
  async handle(exchange) {
    await exchange.enforce("identity:get_limit_model");
    const name = exchange.identity.config.unified_limit.enforcement_model;
    return ok({ model: { name, description: enforcementModels[name] } });
  },
};
