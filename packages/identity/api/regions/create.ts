import { uuidHex } from "@multisite/kernel/random";
import { createRegion } from "../../catalog/regions.ts";
import { badRequest } from "../../errors/index.ts";
import type { RegionRecord } from "../../store/regions.ts";
import { normalizeAttributes } from "../http/attributes.ts";
import type { Exchange } from "../http/exchange.ts";
import { withSelfLink } from "../http/listing.ts";
import { created, type Reply, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { readRegion, renderRegion } from "./body.ts";
import { regionCreate } from "./schema.ts";

/** `POST /v3/regions`: with the body's ID, or a new one (keystone/api/regions.py, RegionResource.post). */
export const createRegionRoute: Route = {
  method: "POST",
  path: "/v3/regions",
  async handle(exchange) {
    const body = await enforcedBody(exchange);
    return create(exchange, body, (body.id as string | undefined) || uuidHex(exchange.identity.random));
  },
};

/** `PUT /v3/regions/{region_id}` (keystone/api/regions.py, RegionResource.put). */
export const createRegionByIdRoute: Route = {
  method: "PUT",
  path: "/v3/regions/{region_id}",
  async handle(exchange) {
    const body = await enforcedBody(exchange);
    const regionId = exchange.request.pathParameters.region_id ?? "";
    if ("id" in body && body.id !== regionId) {
      throw badRequest(`Conflicting region IDs specified: "${regionId}" != "${body.id}"`);
    }
    return create(exchange, body, regionId);
  },
};

async function enforcedBody(exchange: Exchange): Promise<Record<string, unknown>> {
  await exchange.enforce("identity:create_region");
  const { region: given } = exchange.request.body;
  validateSchema(regionCreate, given);
  return normalizeAttributes(given as Record<string, unknown>);
}

async function create(exchange: Exchange, body: Readonly<Record<string, unknown>>, id: string): Promise<Reply> {
  const region: RegionRecord = { description: "", parentRegionId: null, extra: {}, ...readRegion(body), id };
  await exchange.identity.database.transaction((queries) => createRegion(queries, region));
  await exchange.notify("region", "created", id);
  return created({ region: withSelfLink(exchange, renderRegion(region), ["regions"]) });
}
