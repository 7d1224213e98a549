import { requireEndpoint } from "../../catalog/endpoints.ts";
import { listEndpoints } from "../../store/endpoints.ts";
import { splitFilters } from "../http/exact-filters.ts";
import { collectionReply, readFilters, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { renderEndpoint } from "./body.ts";
import { endpointIdOf, endpointTarget } from "./target.ts";

const FILTERS = ["interface", "service_id", "region_id"] as const;

/** `GET /v3/endpoints/{endpoint_id}` (keystone/api/endpoints.py, EndpointResource._get_endpoint). */
export const getEndpointRoute: Route = {
  method: "GET",
  path: "/v3/endpoints/{endpoint_id}",
  async handle(exchange) {
    await exchange.enforce("identity:get_endpoint", { target: endpointTarget(exchange) });
    const endpoint = await requireEndpoint(exchange.identity.database.query, endpointIdOf(exchange));
    return ok({ endpoint: withSelfLink(exchange, renderEndpoint(endpoint), ["endpoints"]) });
  },
};

/** `GET /v3/endpoints` (keystone/api/endpoints.py, EndpointResource._list_endpoints). */
export const listEndpointsRoute: Route = {
  method: "GET",
  path: "/v3/endpoints",
  async handle(exchange) {
    const { config, database } = exchange.identity;
    await exchange.enforce("identity:list_endpoints", { filters: FILTERS });
    const { exact, rest } = splitFilters(readFilters(exchange.request.query, FILTERS), FILTERS);
    return collectionReply(exchange, (await listEndpoints(database.query, exact)).map(renderEndpoint), {
      name: "endpoints",
      filters: rest,
      limit: config.catalog.list_limit ?? config.DEFAULT.list_limit,
    });
  },
};
