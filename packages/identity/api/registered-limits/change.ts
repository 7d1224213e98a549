import { conflict } from "../../errors/index.ts";
import { registeredLimitInUse } from "../../limits/errors.ts";
import { assertServiceAndRegion } from "../../limits/references.ts";
import type { Queries } from "../../store/database.ts";
import { listLimits } from "../../store/limits.ts";
import {
  deleteRegisteredLimit,
  findRegisteredLimit,
  type RegisteredLimitRecord,
  updateRegisteredLimit,
} from "../../store/registered-limits.ts";
import { withSelfLink } from "../http/listing.ts";
import { noContent, ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { registeredLimitIdOf, requireRegisteredLimit } from "./read.ts";
import { renderRegisteredLimit } from "./render.ts";
import { registeredLimitUpdate } from "./schema.ts";

interface RegisteredLimitChanges {
  readonly service_id?: string;
  readonly region_id?: string | null;
  readonly resource_name?: string;
  readonly default_limit?: number;
  readonly description?: string | null;
}

/** `PATCH /v3/registered_limits/{registered_limit_id}`; 403 while limits refer to it (keystone/api/registered_limits.py). */
export const updateRegisteredLimitRoute: Route = {
  method: "PATCH",
  path: "/v3/registered_limits/{registered_limit_id}",
  async handle(exchange) {
    const { identity, request } = exchange;
    await exchange.enforce("identity:update_registered_limit");
    const { registered_limit: given = {} } = request.body;
    validateSchema(registeredLimitUpdate, given);
    const changes = given as RegisteredLimitChanges;
    const limit = await identity.database.transaction(async (queries) => {
      await assertServiceAndRegion(queries, "registered_limit", {
        serviceId: changes.service_id,
        regionId: changes.region_id,
      });
      const stored = await requireUnused(queries, registeredLimitIdOf(exchange));
      const changed = applyChanges(stored, changes);
      // Keystone finds the limit itself too, so that naming its own service, region or resource is a conflict.
      const isResourceNamed = Boolean(changes.service_id) || "region_id" in changes || Boolean(changes.resource_name);
      if (isResourceNamed && (await findRegisteredLimit(queries, changed))) {
        throw conflict("registered_limit", "Duplicate entry");
      }
      await updateRegisteredLimit(queries, changed);
      return changed;
    });
    return ok({ registered_limit: withSelfLink(exchange, renderRegisteredLimit(limit), ["registered_limits"]) });
  },
};

/** `DELETE /v3/registered_limits/{registered_limit_id}`; 403 while limits refer to it. */
export const deleteRegisteredLimitRoute: Route = {
  method: "DELETE",
  path: "/v3/registered_limits/{registered_limit_id}",
  async handle(exchange) {
    await exchange.enforce("identity:delete_registered_limit");
    await exchange.identity.database.transaction(async (queries) => {
      const limit = await requireUnused(queries, registeredLimitIdOf(exchange));
      await deleteRegisteredLimit(queries, limit.id);
    });
    return noContent;
  },
};

async function requireUnused(queries: Queries, id: string): Promise<RegisteredLimitRecord> {
  const limit = await requireRegisteredLimit(queries, id);
  const limits = await listLimits(queries, [{ column: "registered_limit_id", value: limit.id }]);
  if (limits.length > 0) throw registeredLimitInUse(limit.id);
  return limit;
}

function applyChanges(limit: RegisteredLimitRecord, changes: RegisteredLimitChanges): RegisteredLimitRecord {
  return {
    id: limit.id,
    serviceId: changes.service_id ?? limit.serviceId,
    regionId: changes.region_id === undefined ? limit.regionId : changes.region_id,
    resourceName: changes.resource_name ?? limit.resourceName,
    defaultLimit: changes.default_limit ?? limit.defaultLimit,
    description: changes.description === undefined ? limit.description : changes.description,
  };
}
