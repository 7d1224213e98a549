import { deleteRegion, updateRegion } from "../../catalog/regions.ts";
import { requireMatchingId } from "../http/attributes.ts";
import { withSelfLink } from "../http/listing.ts";
import { noContent, ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { readRegion, renderRegion } from "./body.ts";
import { regionUpdate } from "./schema.ts";

/** `PATCH /v3/regions/{region_id}` (keystone/api/regions.py, RegionResource.patch). */
export const updateRegionRoute: Route = {
  method: "PATCH",
  path: "/v3/regions/{region_id}",
  async handle(exchange) {
    await exchange.enforce("identity:update_region");
    const regionId = exchange.request.pathParameters.region_id ?? "";
    const { region: given } = exchange.request.body;
    validateSchema(regionUpdate, given);
    const body = given as Record<string, unknown>;
    requireMatchingId(body, regionId);
    const region = await exchange.identity.database.transaction((queries) => updateRegion(queries, regionId, readRegion(body)));
    await exchange.notify("region", "updated", regionId);
    return ok({ region: withSelfLink(exchange, renderRegion(region), ["regions"]) });
  },
};

/** `DELETE /v3/regions/{region_id}` (keystone/api/regions.py, RegionResource.delete). */
export const deleteRegionRoute: Route = {
  method: "DELETE",
  path: "/v3/regions/{region_id}",
  async handle(exchange) {
    await exchange.enforce("identity:delete_region");
    const regionId = exchange.request.pathParameters.region_id ?? "";
    await exchange.identity.database.transaction((queries) => deleteRegion(queries, regionId));
    await exchange.notify("region", "deleted", regionId);
    return noContent;
  },
};
