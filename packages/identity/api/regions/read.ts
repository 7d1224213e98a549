import { requireRegion } from "../../catalog/regions.ts";
import { listRegions } from "../../store/regions.ts";
import { collectionReply, readFilters, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { renderRegion } from "./body.ts";

const FILTERS = ["parent_region_id"] as const;

/** `GET /v3/regions/{region_id}` (keystone/api/regions.py, RegionResource._get_region). */
export const getRegionRoute: Route = {
  method: "GET",
  path: "/v3/regions/{region_id}",
  async handle(exchange) {
    await exchange.enforce("identity:get_region");
    const region = await requireRegion(exchange.identity.database.query, exchange.request.pathParameters.region_id ?? "");
    return ok({ region: withSelfLink(exchange, renderRegion(region), ["regions"]) });
  },
};

/** `GET /v3/regions` (keystone/api/regions.py, RegionResource._list_regions). */
export const listRegionsRoute: Route = {
  method: "GET",
  path: "/v3/regions",
  async handle(exchange) {
    const { config, database } = exchange.identity;
    await exchange.enforce("identity:list_regions", { filters: FILTERS });
    return collectionReply(exchange, (await listRegions(database.query)).map(renderRegion), {
      name: "regions",
      filters: readFilters(exchange.request.query, FILTERS),
      limit: config.catalog.list_limit ?? config.DEFAULT.list_limit,
    });
  },
};
