import { requireEndpoint, updateEndpoint } from "../../catalog/endpoints.ts";
import { deleteEndpointsCascade } from "../../store/cascade/endpoint.ts";
import { requireMatchingId } from "../http/attributes.ts";
import { withSelfLink } from "../http/listing.ts";
import { noContent, ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { readEndpoint, renderEndpoint } from "./body.ts";
import { endpointUpdate } from "./schema.ts";
import { endpointIdOf, endpointTarget } from "./target.ts";

/** `PATCH /v3/endpoints/{endpoint_id}`; like Keystone, it does not look at the URL (keystone/api/endpoints.py, patch). */
export const updateEndpointRoute: Route = {
  method: "PATCH",
  path: "/v3/endpoints/{endpoint_id}",
  async handle(exchange) {
    const endpointId = endpointIdOf(exchange);
    await exchange.enforce("identity:update_endpoint", { target: endpointTarget(exchange) });
    const { endpoint: given } = exchange.request.body;
    validateSchema(endpointUpdate, given);
    const body = given as Record<string, unknown>;
    requireMatchingId(body, endpointId);
    const { endpoint, createdRegionId } = await exchange.identity.database.transaction((queries) =>
      updateEndpoint(queries, endpointId, readEndpoint(body)),
    );
    if (createdRegionId !== undefined) await exchange.notify("region", "created", createdRegionId);
    await exchange.notify("endpoint", "updated", endpointId);
    return ok({ endpoint: withSelfLink(exchange, renderEndpoint(endpoint), ["endpoints"]) });
  },
};

/** `DELETE /v3/endpoints/{endpoint_id}` (keystone/api/endpoints.py, EndpointResource.delete). */
export const deleteEndpointRoute: Route = {
  method: "DELETE",
  path: "/v3/endpoints/{endpoint_id}",
  async handle(exchange) {
    const endpointId = endpointIdOf(exchange);
    await exchange.enforce("identity:delete_endpoint", { target: endpointTarget(exchange) });
    await exchange.identity.database.transaction(async (queries) => {
      await requireEndpoint(queries, endpointId);
      await deleteEndpointsCascade(queries, [endpointId]);
    });
    await exchange.notify("endpoint", "deleted", endpointId);
    return noContent;
  },
};
