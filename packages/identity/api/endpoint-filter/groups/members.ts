import { listEndpointsOfGroup, requireEndpointGroup } from "../../../catalog/endpoint-groups.ts";
import { listProjectIdsOfEndpointGroup } from "../../../store/endpoint-groups.ts";
import { renderEndpoint } from "../../endpoints/body.ts";
import { collectionReply } from "../../http/listing.ts";
import type { Route } from "../../http/route.ts";
import { projectsReply } from "../projects-reply.ts";

/** `GET …/endpoint_groups/{endpoint_group_id}/endpoints` (keystone/api/os_ep_filter.py, EndpointFilterEPGroupsEndpoints). */
export const listEndpointsOfGroupRoute: Route = {
  method: "GET",
  path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/endpoints",
  async handle(exchange) {
    await exchange.enforce("identity:list_endpoints_associated_with_endpoint_group");
    const { query } = exchange.identity.database;
    const group = await requireEndpointGroup(query, exchange.request.pathParameters.endpoint_group_id ?? "");
    const endpoints = await listEndpointsOfGroup(query, group);
    return collectionReply(exchange, endpoints.map(renderEndpoint), { name: "endpoints" });
  },
};

/**
 * `GET …/endpoint_groups/{endpoint_group_id}/projects`; a group that does not exist has none
 * (keystone/api/os_ep_filter.py, EndpointFilterEPGroupsProjects).
 */
export const listProjectsOfGroupRoute: Route = {
  method: "GET",
  path: "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects",
  async handle(exchange) {
    await exchange.enforce("identity:list_projects_associated_with_endpoint_group");
    const groupId = exchange.request.pathParameters.endpoint_group_id ?? "";
    return projectsReply(exchange, await listProjectIdsOfEndpointGroup(exchange.identity.database.query, groupId));
  },
};
