import { uuidHex } from "@multisite/kernel/random";
import { requirePolicy } from "../../catalog/endpoint-policy.ts";
import { badRequest } from "../../errors/index.ts";
import { deletePolicyCascade } from "../../store/cascade/policy.ts";
import { insertPolicy, type PolicyRecord, updatePolicyRow } from "../../store/policies.ts";
import { normalizeAttributes, unknownAttributes } from "../http/attributes.ts";
import { withSelfLink } from "../http/listing.ts";
import { created, noContent, ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { renderPolicy } from "./render.ts";
import { policyCreate, policyUpdate } from "./schema.ts";

const COLUMNS = ["blob", "type"];

/** `POST /v3/policies` (keystone/api/policy.py, PolicyResource.post). */
export const createPolicyRoute: Route = {
  method: "POST",
  path: "/v3/policies",
  async handle(exchange) {
    const { identity, request } = exchange;
    await exchange.enforce("identity:create_policy");
    const { policy: given = {} } = request.body;
    validateSchema(policyCreate, given);
    const body = normalizeAttributes(given as Record<string, unknown>);
    const id = uuidHex(identity.random);
    const policy: PolicyRecord = { id, blob: body.blob, type: body.type as string, extra: unknownAttributes(body, COLUMNS) };
    await identity.database.transaction((queries) => insertPolicy(queries, policy));
    await exchange.notify("policy", "created", id);
    return created({ policy: withSelfLink(exchange, renderPolicy(policy), ["policies"]) });
  },
};

/** `PATCH /v3/policies/{policy_id}` (keystone/api/policy.py, PolicyResource.patch; keystone/policy/core.py, update_policy). */
export const updatePolicyRoute: Route = {
  method: "PATCH",
  path: "/v3/policies/{policy_id}",
  async handle(exchange) {
    await exchange.enforce("identity:update_policy");
    const policyId = exchange.request.pathParameters.policy_id ?? "";
    const { policy: given = {} } = exchange.request.body;
    validateSchema(policyUpdate, given);
    const body = given as Record<string, unknown>;
    if ("id" in body && body.id !== policyId) throw badRequest("Cannot change policy ID");
    const policy = await exchange.identity.database.transaction(async (queries): Promise<PolicyRecord> => {
      const known = await requirePolicy(queries, policyId);
      const changed: PolicyRecord = {
        id: policyId,
        blob: "blob" in body ? body.blob : known.blob,
        type: (body.type as string | undefined) ?? known.type,
        extra: { ...known.extra, ...unknownAttributes(body, COLUMNS) },
      };
      await updatePolicyRow(queries, changed);
      return changed;
    });
    await exchange.notify("policy", "updated", policyId);
    return ok({ policy: withSelfLink(exchange, renderPolicy(policy), ["policies"]) });
  },
};

/** `DELETE /v3/policies/{policy_id}` (keystone/api/policy.py, PolicyResource.delete). */
export const deletePolicyRoute: Route = {
  method: "DELETE",
  path: "/v3/policies/{policy_id}",
  async handle(exchange) {
    await exchange.enforce("identity:delete_policy");
    const policyId = exchange.request.pathParameters.policy_id ?? "";
    await exchange.identity.database.transaction(async (queries) => {
      await requirePolicy(queries, policyId);
      await deletePolicyCascade(queries, policyId);
    });
    await exchange.notify("policy", "deleted", policyId);
    return noContent;
  },
};
