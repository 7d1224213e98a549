import { requireService } from "../../catalog/services.ts";
import { deleteServiceCascade } from "../../store/cascade/service.ts";
import { type ServiceRecord, updateServiceRow } from "../../store/services.ts";
import { requireMatchingId } from "../http/attributes.ts";
import { withSelfLink } from "../http/listing.ts";
import { noContent, ok, type Route } from "../http/route.ts";
import { validateSchema } from "../schema/index.ts";
import { readService, renderService } from "./body.ts";
import { serviceUpdate } from "./schema.ts";

/** `PATCH /v3/services/{service_id}` (keystone/api/services.py, ServicesResource.patch). */
export const updateServiceRoute: Route = {
  method: "PATCH",
  path: "/v3/services/{service_id}",
  async handle(exchange) {
    await exchange.enforce("identity:update_service");
    const serviceId = exchange.request.pathParameters.service_id ?? "";
    const { service: given } = exchange.request.body;
    validateSchema(serviceUpdate, given);
    const body = given as Record<string, unknown>;
    requireMatchingId(body, serviceId);
    const changes = readService(body);
    const service = await exchange.identity.database.transaction(async (queries): Promise<ServiceRecord> => {
      const known = await requireService(queries, serviceId);
      const changed = { ...known, ...changes, extra: { ...known.extra, ...changes.extra } };
      await updateServiceRow(queries, changed);
      return changed;
    });
    await exchange.notify("service", "updated", serviceId);
    return ok({ service: withSelfLink(exchange, renderService(service), ["services"]) });
  },
};

/** `DELETE /v3/services/{service_id}`, with the service's endpoints (keystone/api/services.py, ServicesResource.delete). */
export const deleteServiceRoute: Route = {
  method: "DELETE",
  path: "/v3/services/{service_id}",
  async handle(exchange) {
    await exchange.enforce("identity:delete_service");
    const serviceId = exchange.request.pathParameters.service_id ?? "";
    await exchange.identity.database.transaction(async (queries) => {
      await requireService(queries, serviceId);
      await deleteServiceCascade(queries, serviceId);
    });
    await exchange.notify("service", "deleted", serviceId);
    return noContent;
  },
};
