import { listEndpointsOfPolicy, requirePolicy, requirePolicyOfEndpoint } from "../../catalog/endpoint-policy.ts";
import { renderStoredEndpoint } from "../endpoints/body.ts";
import { collectionReply, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { renderPolicy } from "../policies/render.ts";
import { associationRoutes } from "./associations.ts";

/** Its link is wrong in Keystone too: the policy's ID below `endpoints` (keystone/api/endpoints.py, EndpointPolicyEndpointResource). */
const getPolicyOfEndpointRoute: Route = {
  method: "GET",
  path: "/v3/endpoints/{endpoint_id}/OS-ENDPOINT-POLICY/policy",
  async handle(exchange) {
    await exchange.enforce("identity:get_policy_for_endpoint");
    const endpointId = exchange.request.pathParameters.endpoint_id ?? "";
    const policy = await requirePolicyOfEndpoint(exchange.identity.database.query, endpointId);
    return ok({ policy: withSelfLink(exchange, renderPolicy(policy), ["endpoints"]) });
  },
};

/** keystone/api/policy.py, EndpointPolicyResource, which leaves `region` out. */
const listEndpointsOfPolicyRoute: Route = {
  method: "GET",
  path: "/v3/policies/{policy_id}/OS-ENDPOINT-POLICY/endpoints",
  async handle(exchange) {
    await exchange.enforce("identity:list_endpoints_for_policy");
    const { query } = exchange.identity.database;
    const policy = await requirePolicy(query, exchange.request.pathParameters.policy_id ?? "");
    const endpoints = await listEndpointsOfPolicy(query, policy.id);
    return collectionReply(exchange, endpoints.map(renderStoredEndpoint), { name: "endpoints" });
  },
};

/** Which policy document is for which endpoint: OS-ENDPOINT-POLICY. */
export const endpointPolicyRoutes: readonly Route[] = [
  getPolicyOfEndpointRoute,
  listEndpointsOfPolicyRoute,
  ...associationRoutes,
];
