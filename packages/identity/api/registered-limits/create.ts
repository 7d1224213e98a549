import { uuidHex } from "@multisite/kernel/random";
import { conflict } from "../../errors/index.ts";
import { assertServiceAndRegion } from "../../limits/references.ts";
import { findRegisteredLimit, insertRegisteredLimit, type RegisteredLimitRecord } from "../../store/registered-limits.ts";
import { withSelfLink } from "../http/listing.ts";
import { created, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { renderRegisteredLimit } from "./render.ts";
import { registeredLimitCreate } from "./schema.ts";

interface RegisteredLimitBody {
  readonly service_id: string;
  readonly region_id?: string | null;
  readonly resource_name: string;
  readonly default_limit: number;
  readonly description?: string | null;
}

/** `POST /v3/registered_limits`, all or none of them (keystone/api/registered_limits.py, post). */
export const createRegisteredLimitsRoute: Route = {
  method: "POST",
  path: "/v3/registered_limits",
  async handle(exchange) {
    const { identity, request } = exchange;
    await exchange.enforce("identity:create_registered_limits");
    const { registered_limits: given = {} } = request.body;
    validateSchema(registeredLimitCreate, given);
    const limits = (given as RegisteredLimitBody[]).map(
      (body): RegisteredLimitRecord => ({
        id: uuidHex(identity.random),
        serviceId: body.service_id,
        regionId: body.region_id ?? null,
        resourceName: body.resource_name,
        defaultLimit: body.default_limit,
        description: body.description ?? null,
      }),
    );
    await identity.database.transaction(async (queries) => {
      for (const limit of limits) await assertServiceAndRegion(queries, "registered_limit", limit);
      for (const limit of limits) {
        if (await findRegisteredLimit(queries, limit)) throw conflict("registered_limit", "Duplicate entry");
        await insertRegisteredLimit(queries, limit);
      }
    });
    const shown = limits.map((limit) => withSelfLink(exchange, renderRegisteredLimit(limit), ["registered_limits"]));
    return created({ registered_limits: shown });
  },
};
