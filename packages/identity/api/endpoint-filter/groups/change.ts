import { uuidHex } from "@multisite/kernel/random";
import { requireEndpointGroup } from "../../../catalog/endpoint-groups.ts";
import { badRequest } from "../../../errors/index.ts";
import {
  deleteEndpointGroup,
  type EndpointGroupRecord,
  insertEndpointGroup,
  updateEndpointGroupRow,
} from "../../../store/endpoint-groups.ts";
import { requireMatchingId } from "../../http/attributes.ts";
import { withSelfLink } from "../../http/listing.ts";
import { created, noContent, ok, type Route } from "../../http/route.ts";
import { validateSchema } from "../../schema/index.ts";
import { readEndpointGroup, renderEndpointGroup, requireKnownFilters } from "./body.ts";
import { endpointGroupCreate, endpointGroupUpdate } from "./schema.ts";

const PATH = ["OS-EP-FILTER", "endpoint_groups"];

/** `POST /v3/OS-EP-FILTER/endpoint_groups` (keystone/api/os_ep_filter.py, EndpointGroupsResource.post). */
export const createEndpointGroupRoute: Route = {
  method: "POST",
  path: "/v3/OS-EP-FILTER/endpoint_groups",
  async handle(exchange) {
    const { identity, request } = exchange;
    await exchange.enforce("identity:create_endpoint_group");
    const { endpoint_group: given = {} } = request.body;
    validateSchema(endpointGroupCreate, given);
    const body = given as Record<string, unknown> & { name: string; filters: Record<string, unknown> };
    if (Object.keys(body.filters).length === 0) throw badRequest("filters field is required and cannot be empty");
    requireKnownFilters(body.filters);
    const fields = readEndpointGroup(body);
    const group: EndpointGroupRecord = {
      id: uuidHex(identity.random),
      name: body.name,
      description: fields.description ?? null,
      filters: body.filters,
    };
    await identity.database.transaction((queries) => insertEndpointGroup(queries, group));
    return created({ endpoint_group: withSelfLink(exchange, renderEndpointGroup(group), PATH) });
  },
};

/** `PATCH /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}` (keystone/api/os_ep_filter.py, EndpointGroupsResource.patch). */
export const updateEndpointGroupRoute: Route = {
  method: "PATCH",
  path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}",
  async handle(exchange) {
    await exchange.enforce("identity:update_endpoint_group");
    const groupId = exchange.request.pathParameters.endpoint_group_id ?? "";
    const { endpoint_group: given = {} } = exchange.request.body;
    validateSchema(endpointGroupUpdate, given);
    const body = given as Record<string, unknown>;
    if (body.filters !== undefined) requireKnownFilters(body.filters as object);
    requireMatchingId(body, groupId);
    const group = await exchange.identity.database.transaction(async (queries): Promise<EndpointGroupRecord> => {
      const changed = { ...(await requireEndpointGroup(queries, groupId)), ...readEndpointGroup(body) };
      await updateEndpointGroupRow(queries, changed);
      return changed;
    });
    return ok({ endpoint_group: withSelfLink(exchange, renderEndpointGroup(group), PATH) });
  },
};

/** `DELETE /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}` (keystone/api/os_ep_filter.py, EndpointGroupsResource.delete). */
export const deleteEndpointGroupRoute: Route = {
  method: "DELETE",
  path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}",
  async handle(exchange) {
    await exchange.enforce("identity:delete_endpoint_group");
    const groupId = exchange.request.pathParameters.endpoint_group_id ?? "";
    await exchange.identity.database.transaction(async (queries) => {
      await requireEndpointGroup(queries, groupId);
      await deleteEndpointGroup(queries, groupId);
    });
    return noContent;
  },
};
