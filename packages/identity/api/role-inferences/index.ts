import { listInferences } from "../../store/implied-roles.ts";
import { listRoles } from "../../store/roles.ts";
import { ok, type Route } from "../http/route.ts";
import { renderRoleReference } from "../implied-roles/index.ts";

/** `GET /v3/role_inferences`: every rule, by prior role (keystone/api/role_inferences.py). */
const listRoleInferencesRoute: Route = {
  method: "GET",
  path: "/v3/role_inferences",
  async handle(exchange) {
    await exchange.enforce("identity:list_role_inference_rules");
    const { query } = exchange.identity.database;
    const roles = new Map((await listRoles(query)).map((role) => [role.id, renderRoleReference(exchange.links, role)]));
    const inferences = new Map<string, object[]>();
    for (const { priorRoleId, impliedRoleId } of await listInferences(query)) {
      const implied = roles.get(impliedRoleId);
      if (implied) inferences.set(priorRoleId, [...(inferences.get(priorRoleId) ?? []), implied]);
    }
    return ok({
      role_inferences: [...inferences].map(([priorRoleId, implies]) => ({ prior_role: roles.get(priorRoleId), implies })),
    });
  },
};

/** keystone/api/role_inferences.py. */
export const roleInferenceRoutes: readonly Route[] = [listRoleInferencesRoute];
