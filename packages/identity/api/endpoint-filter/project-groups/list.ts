import { requireProject } from "../../../projects/project.ts";
import { listEndpointGroupsOfProject } from "../../../store/endpoint-groups.ts";
import { collectionReply } from "../../http/listing.ts";
import type { Route } from "../../http/route.ts";
import { renderEndpointGroup } from "../groups/body.ts";

/** `GET …/projects/{project_id}/endpoint_groups` (keystone/api/os_ep_filter.py, EndpointFilterProjectEndpointGroupsListResource). */
export const listEndpointGroupsOfProjectRoute: Route = {
  method: "GET",
  path: "/v3/OS-EP-FILTER/projects/{project_id}/endpoint_groups",
  async handle(exchange) {
    await exchange.enforce("identity:list_endpoint_groups_for_project");
    const { query } = exchange.identity.database;
    const project = await requireProject(query, exchange.request.pathParameters.project_id ?? "");
    const groups = await listEndpointGroupsOfProject(query, project.id);
    return collectionReply(exchange, groups.map(renderEndpointGroup), { name: "endpoint_groups", prefix: ["OS-EP-FILTER"] });
  },
};
