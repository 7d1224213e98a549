import { requireEndpoint } from "../../catalog/endpoints.ts";
import type { Exchange } from "../http/exchange.ts";
import { renderStoredEndpoint } from "./body.ts";

/** `endpoint_id` of the path. */
export function endpointIdOf(exchange: Exchange): string {
  return exchange.request.pathParameters.endpoint_id ?? "";
}

/** What rules see of the endpoint in the path; 404 comes before 403 (keystone/api/endpoints.py, get_member_from_driver). */
export function endpointTarget(exchange: Exchange): () => Promise<object> {
  return async () => {
    const endpoint = await requireEndpoint(exchange.identity.database.query, endpointIdOf(exchange));
    return { endpoint: { ...renderStoredEndpoint(endpoint), legacy_endpoint_id: endpoint.legacyEndpointId } };
  };
}
