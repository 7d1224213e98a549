import { requirePolicy } from "../../catalog/endpoint-policy.ts";
import { listPolicies } from "../../store/policies.ts";
import { collectionReply, readFilters, withSelfLink } from "../http/listing.ts";
import { ok, type Route } from "../http/route.ts";
import { renderPolicy } from "./render.ts";

/** `GET /v3/policies/{policy_id}` (keystone/api/policy.py, PolicyResource._get_policy). */
export const getPolicyRoute: Route = {
  method: "GET",
  path: "/v3/policies/{policy_id}",
  async handle(exchange) {
    await exchange.enforce("identity:get_policy");
    const policy = await requirePolicy(exchange.identity.database.query, exchange.request.pathParameters.policy_id ?? "");
    return ok({ policy: withSelfLink(exchange, renderPolicy(policy), ["policies"]) });
  },
};

/** `GET /v3/policies` (keystone/api/policy.py, PolicyResource._list_policies). */
export const listPoliciesRoute: Route = {
  method: "GET",
  path: "/v3/policies",
  async handle(exchange) {
    const { config, database } = exchange.identity;
    await exchange.enforce("identity:list_policies");
    return collectionReply(exchange, (await listPolicies(database.query)).map(renderPolicy), {
      name: "policies",
      filters: readFilters(exchange.request.query, ["type"]),
      limit: config.DEFAULT.list_limit,
    });
  },
};
