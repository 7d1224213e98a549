import { assertFitsModel } from "../../limits/enforcement.ts";
import { deleteLimit, type LimitRecord, updateLimit } from "../../store/limits.ts";
import { withSelfLink } from "../http/listing.ts";
import { noContent, ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { renderLimit } from "./render.ts";
import { limitUpdate } from "./schema.ts";
import { existingLimitTarget, limitIdOf, requireLimit } from "./target.ts";

/**
 * `PATCH /v3/limits/{limit_id}` (keystone/api/limits.py, LimitsResource.patch). Keystone answers 200 to a limit of 0 or an
 * empty description and does not store it; here they are stored.
 */
export const updateLimitRoute: Route = {
  method: "PATCH",
  path: "/v3/limits/{limit_id}",
  async handle(exchange) {
    const { identity, request } = exchange;
    await exchange.enforce("identity:update_limit", { target: existingLimitTarget(exchange) });
    const { limit: given = {} } = request.body;
    validateSchema(limitUpdate, given);
    const changes = given as { readonly resource_limit?: number; readonly description?: string | null };
    const limit = await identity.database.transaction(async (queries) => {
      const stored = await requireLimit(queries, limitIdOf(exchange));
      const changed: LimitRecord = {
        ...stored,
        resourceLimit: changes.resource_limit ?? stored.resourceLimit,
        description: changes.description === undefined ? stored.description : changes.description,
      };
      await assertFitsModel(identity.config, queries, [changed]);
      await updateLimit(queries, changed);
      return changed;
    });
    return ok({ limit: withSelfLink(exchange, renderLimit(limit), ["limits"]) });
  },
};

/** `DELETE /v3/limits/{limit_id}` (keystone/api/limits.py, LimitsResource.delete). */
export const deleteLimitRoute: Route = {
  method: "DELETE",
  path: "/v3/limits/{limit_id}",
  async handle(exchange) {
    await exchange.enforce("identity:delete_limit", { target: existingLimitTarget(exchange) });
    await exchange.identity.database.transaction(async (queries) => {
      const limit = await requireLimit(queries, limitIdOf(exchange));
      await deleteLimit(queries, limit.id);
    });
    return noContent;
  },
};
