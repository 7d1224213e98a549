import { isDuplicateKey } from "@multisite/kernel/sql";
import { conflict, forbiddenText } from "../../errors/index.ts";
import { createInference, deleteInference } from "../../store/implied-roles.ts";
import type { RoleRecord } from "../../store/roles.ts";
import { created, noContent, type Route } from "../http/route.ts";
import { requireRole } from "../roles/index.ts";
import { enforceOnInference } from "./enforce.ts";
import { inferenceNotFound, renderInference } from "./read.ts";

const path = "/v3/roles/{prior_role_id}/implies/{implied_role_id}";

/** `PUT`: who has the prior role has the implied one from now on (keystone/assignment/core.py, create_implied_role). */
export const createImpliedRoleRoute: Route = {
  method: "PUT",
  path,
  async handle(exchange) {
    const { identity } = exchange;
    const { prior, implied } = await enforceOnInference(exchange, "identity:create_implied_role");
    await identity.database
      .transaction(async (queries) => {
        requirePermitted(prior, await requireRole(queries, implied.id), identity.config.assignment.prohibited_implied_role);
        await createInference(queries, { priorRoleId: prior.id, impliedRoleId: implied.id });
      })
      .catch((thrown) => {
        throw isDuplicateKey(thrown) ? conflict("implied_role", "Duplicate entry") : thrown;
      });
    return created(renderInference(exchange, prior, implied));
  },
};

/** A name that is prohibited, or a domain's role for holders of a global one: 403 with one text (keystone/exception.py, InvalidImpliedRole). */
function requirePermitted(prior: RoleRecord, implied: RoleRecord, prohibited: readonly string[]): void {
  const leaksIntoDomain = prior.domainId === null && Boolean(implied.domainId);
  if (prohibited.includes(implied.name) || leaksIntoDomain) throw forbiddenText(`${implied.id} cannot be an implied roles.`);
}

/** `DELETE`. */
export const deleteImpliedRoleRoute: Route = {
  method: "DELETE",
  path,
  async handle(exchange) {
    const { prior, implied } = await enforceOnInference(exchange, "identity:delete_implied_role");
    const rule = { priorRoleId: prior.id, impliedRoleId: implied.id };
    const deleted = await exchange.identity.database.transaction((queries) => deleteInference(queries, rule));
    if (!deleted) throw inferenceNotFound(prior.id, implied.id);
    return noContent;
  },
};
