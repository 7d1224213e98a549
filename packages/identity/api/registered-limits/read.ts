import { notFound } from "../../errors/index.ts";
import type { Queries } from "../../store/database.ts";
import { getRegisteredLimit, listRegisteredLimits, type RegisteredLimitRecord } from "../../store/registered-limits.ts";
import { splitFilters } from "../http/exact-filters.ts";
import type { Exchange } from "../http/exchange.ts";
import { collectionReply, readFilters, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { renderRegisteredLimit } from "./render.ts";

const FILTERS = ["service_id", "region_id", "resource_name"] as const;

/** `GET /v3/registered_limits/{registered_limit_id}` (keystone/api/registered_limits.py). */
export const getRegisteredLimitRoute: Route = {
  method: "GET",
  path: "/v3/registered_limits/{registered_limit_id}",
  async handle(exchange) {
    await exchange.enforce("identity:get_registered_limit");
    const limit = await requireRegisteredLimit(exchange.identity.database.query, registeredLimitIdOf(exchange));
    return ok({ registered_limit: withSelfLink(exchange, renderRegisteredLimit(limit), ["registered_limits"]) });
  },
};

/** `GET /v3/registered_limits` (keystone/api/registered_limits.py). */
export const listRegisteredLimitsRoute: Route = {
  method: "GET",
  path: "/v3/registered_limits",
  async handle(exchange) {
    const { config, database } = exchange.identity;
    await exchange.enforce("identity:list_registered_limits", { filters: FILTERS });
    const { exact, rest } = splitFilters(readFilters(exchange.request.query, FILTERS), FILTERS);
    const limits = await listRegisteredLimits(database.query, exact);
    return collectionReply(exchange, limits.map(renderRegisteredLimit), {
      name: "registered_limits",
      filters: rest,
      limit: config.unified_limit.list_limit ?? config.DEFAULT.list_limit,
    });
  },
};

/** `registered_limit_id` of the path. */
export function registeredLimitIdOf({ request }: Exchange): string {
  return request.pathParameters.registered_limit_id ?? "";
}

/** A registered limit by ID, else 404. */
export async function requireRegisteredLimit(queries: Queries, id: string): Promise<RegisteredLimitRecord> {
  const limit = await getRegisteredLimit(queries, id);
  if (!limit) throw notFound("registered limit", id);
  return limit;
}
