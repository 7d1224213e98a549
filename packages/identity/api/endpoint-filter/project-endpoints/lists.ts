import { listEndpointsOfProject } from "../../../catalog/endpoint-groups.ts";
import { requireEndpoint } from "../../../catalog/endpoints.ts";
import { requireProject } from "../../../projects/project.ts";
import { listProjectIdsOfEndpoint } from "../../../store/endpoint-filter.ts";
import { renderEndpoint } from "../../endpoints/body.ts";
import { collectionReply } from "../../http/listing.ts";
import type { Route } from "../../http/route.ts";
import { projectsReply } from "../projects-reply.ts";

/** `GET …/projects/{project_id}/endpoints` (keystone/api/os_ep_filter.py, EPFilterProjectEndpointsListResource). */
export const listEndpointsOfProjectRoute: Route = {
  method: "GET",
  path: "/v3/OS-EP-FILTER/projects/{project_id}/endpoints",
  async handle(exchange) {
    await exchange.enforce("identity:list_endpoints_for_project");
    const { query } = exchange.identity.database;
    const project = await requireProject(query, exchange.request.pathParameters.project_id ?? "");
    const endpoints = await listEndpointsOfProject(query, project.id);
    return collectionReply(exchange, endpoints.map(renderEndpoint), { name: "endpoints" });
  },
};

/** `GET …/endpoints/{endpoint_id}/projects` (keystone/api/os_ep_filter.py, EPFilterEndpointProjectsResource). */
export const listProjectsOfEndpointRoute: Route = {
  method: "GET",
  path: "/v3/OS-EP-FILTER/endpoints/{endpoint_id}/projects",
  async handle(exchange) {
    await exchange.enforce("identity:list_projects_for_endpoint");
    const { query } = exchange.identity.database;
    const endpoint = await requireEndpoint(query, exchange.request.pathParameters.endpoint_id ?? "");
    return projectsReply(exchange, await listProjectIdsOfEndpoint(query, endpoint.id));
  },
};
