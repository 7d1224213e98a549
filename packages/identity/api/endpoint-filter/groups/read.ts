import { requireEndpointGroup } from "../../../catalog/endpoint-groups.ts";
import { listEndpointGroups } from "../../../store/endpoint-groups.ts";
import { splitFilters } from "../../http/exact-filters.ts";
import { collectionReply, readFilters, withSelfLink } from "../../http/listing.ts";
import { ok, type Route } from "../../http/route.ts";
import { renderEndpointGroup } from "./body.ts";

const FILTERS = ["name"] as const;

/** `GET /v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}` (keystone/api/os_ep_filter.py, _get_endpoint_group). */
export const getEndpointGroupRoute: Route = {
  method: "GET",
  path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}",
  async handle(exchange) {
    await exchange.enforce("identity:get_endpoint_group");
    const groupId = exchange.request.pathParameters.endpoint_group_id ?? "";
    const group = await requireEndpointGroup(exchange.identity.database.query, groupId);
    return ok({ endpoint_group: withSelfLink(exchange, renderEndpointGroup(group), ["OS-EP-FILTER", "endpoint_groups"]) });
  },
};

/** `GET /v3/OS-EP-FILTER/endpoint_groups`; no limit cuts it (keystone/api/os_ep_filter.py, _list_endpoint_groups). */
export const listEndpointGroupsRoute: Route = {
  method: "GET",
  path: "/v3/OS-EP-FILTER/endpoint_groups",
  async handle(exchange) {
    await exchange.enforce("identity:list_endpoint_groups", { filters: FILTERS });
    const { exact, rest } = splitFilters(readFilters(exchange.request.query, FILTERS), FILTERS);
    const names = exact.map(({ value }) => value);
    const groups = await listEndpointGroups(exchange.identity.database.query, names);
    return collectionReply(exchange, groups.map(renderEndpointGroup), {
      name: "endpoint_groups",
      prefix: ["OS-EP-FILTER"],
      filters: rest,
    });
  },
};
