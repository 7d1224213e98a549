import { requireService } from "../../catalog/services.ts";
import { listServices } from "../../store/services.ts";
import { splitFilters } from "../http/exact-filters.ts";
import { collectionReply, readFilters, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { renderService } from "./body.ts";

const FILTERS = ["type", "name"] as const;

/** `GET /v3/services/{service_id}` (keystone/api/services.py, ServicesResource._get_service). */
export const getServiceRoute: Route = {
  method: "GET",
  path: "/v3/services/{service_id}",
  async handle(exchange) {
    await exchange.enforce("identity:get_service");
    const service = await requireService(exchange.identity.database.query, exchange.request.pathParameters.service_id ?? "");
    return ok({ service: withSelfLink(exchange, renderService(service), ["services"]) });
  },
};

/** `GET /v3/services` (keystone/api/services.py, ServicesResource._list_service). */
export const listServicesRoute: Route = {
  method: "GET",
  path: "/v3/services",
  async handle(exchange) {
    const { config, database } = exchange.identity;
    await exchange.enforce("identity:list_services", { filters: FILTERS });
    const { exact, rest } = splitFilters(readFilters(exchange.request.query, FILTERS), ["type"]);
    const types = exact.map(({ value }) => value);
    return collectionReply(exchange, (await listServices(database.query, types)).map(renderService), {
      name: "services",
      filters: rest,
      limit: config.catalog.list_limit ?? config.DEFAULT.list_limit,
    });
  },
};
