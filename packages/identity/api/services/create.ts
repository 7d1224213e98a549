import { uuidHex } from "@multisite/kernel/random";
import { insertService, type ServiceRecord } from "../../store/services.ts";
import { normalizeAttributes } from "../http/attributes.ts";
import { withSelfLink } from "../http/listing.ts";
import { created, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { readService, renderService } from "./body.ts";
import { serviceCreate } from "./schema.ts";

/** `POST /v3/services` (keystone/api/services.py, ServicesResource.post). */
export const createServiceRoute: Route = {
  method: "POST",
  path: "/v3/services",
  async handle(exchange) {
    const { identity, request } = exchange;
    await exchange.enforce("identity:create_service");
    const { service: given } = request.body;
    validateSchema(serviceCreate, given);
    const fields = readService(normalizeAttributes(given as Record<string, unknown>));
    const id = uuidHex(identity.random);
    const extra = { ...fields.extra, name: fields.extra?.name ?? "" };
    const service: ServiceRecord = { type: null, enabled: true, ...fields, extra, id };
    await identity.database.transaction((queries) => insertService(queries, service));
    await exchange.notify("service", "created", id);
    return created({ service: withSelfLink(exchange, renderService(service), ["services"]) });
  },
};
