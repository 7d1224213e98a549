import { uuidHex } from "@multisite/kernel/random";
import { isEndpointUrl } from "../../catalog/endpoint-url.ts";
import { createEndpoint } from "../../catalog/endpoints.ts";
import { badRequest } from "../../errors/index.ts";
import { normalizeAttributes } from "../http/attributes.ts";
import { withSelfLink } from "../http/listing.ts";
import { created, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { readEndpoint, renderEndpoint } from "./body.ts";
import { endpointCreate } from "./schema.ts";

/** `POST /v3/endpoints` (keystone/api/endpoints.py, EndpointResource.post). */
export const createEndpointRoute: Route = {
  method: "POST",
  path: "/v3/endpoints",
  async handle(exchange) {
    const { identity, request } = exchange;
    await exchange.enforce("identity:create_endpoint");
    const { endpoint: given } = request.body;
    validateSchema(endpointCreate, given);
    const body = given as Record<string, unknown> & { interface: string; service_id: string; url: string };
    if (!isEndpointUrl(body.url)) throw badRequest(`Cannot create an endpoint with an invalid URL: ${body.url}.`);
    const id = uuidHex(identity.random);
    const base = {
      id,
      interface: body.interface,
      serviceId: body.service_id,
      url: body.url,
      regionId: null,
      legacyEndpointId: null,
      enabled: true,
      extra: {},
    };
    const changes = readEndpoint(normalizeAttributes(body));
    const { endpoint, createdRegionId } = await identity.database.transaction((queries) =>
      createEndpoint(queries, base, changes),
    );
    if (createdRegionId !== undefined) await exchange.notify("region", "created", createdRegionId);
    await exchange.notify("endpoint", "created", id);
    return created({ endpoint: withSelfLink(exchange, renderEndpoint(endpoint), ["endpoints"]) });
  },
};
