import { isDuplicateKey } from "@multisite/kernel/sql";
import { requireEndpointGroup } from "../../../catalog/endpoint-groups.ts";
import { conflict, notFoundText } from "../../../errors/index.ts";
import { requireProject } from "../../../projects/project.ts";
import type { Queries } from "../../../store/database.ts";
import { addEndpointGroupToProject, hasEndpointGroup, removeEndpointGroupFromProject } from "../../../store/endpoint-groups.ts";
import type { Exchange } from "../../http/exchange.ts";
import { noContent, ok, type Route } from "../../http/route.ts";

const PATH = "/v3/OS-EP-FILTER/endpoint_groups/{endpoint_group_id}/projects/{project_id}";

interface Association {
  readonly projectId: string;
  readonly groupId: string;
}

/** Project and group of the path, which must both exist. */
async function requireParts(queries: Queries, { request: { pathParameters } }: Exchange): Promise<Association> {
  const project = await requireProject(queries, pathParameters.project_id ?? "");
  const group = await requireEndpointGroup(queries, pathParameters.endpoint_group_id ?? "");
  return { projectId: project.id, groupId: group.id };
}

async function requireAssociation(queries: Queries, { projectId, groupId }: Association): Promise<void> {
  if (!(await hasEndpointGroup(queries, projectId, groupId))) {
    throw notFoundText("Endpoint Group Project Association not found");
  }
}

/** keystone/api/os_ep_filter.py, EPFilterGroupsProjectsResource.get, whose link is a path only. */
export const getEndpointGroupInProjectRoute: Route = {
  method: "GET",
  path: PATH,
  async handle(exchange) {
    await exchange.enforce("identity:get_endpoint_group_in_project");
    const { query } = exchange.identity.database;
    const association = await requireParts(query, exchange);
    await requireAssociation(query, association);
    const { projectId, groupId } = association;
    const links = { self: `/OS-EP-FILTER/endpoint_groups/${groupId}/projects/${projectId}` };
    return ok({ project_endpoint_group: { endpoint_group_id: groupId, project_id: projectId, links } });
  },
};

/** keystone/api/os_ep_filter.py, EPFilterGroupsProjectsResource.put. */
export const addEndpointGroupToProjectRoute: Route = {
  method: "PUT",
  path: PATH,
  async handle(exchange) {
    await exchange.enforce("identity:add_endpoint_group_to_project");
    await exchange.identity.database
      .transaction(async (queries) => {
        const { projectId, groupId } = await requireParts(queries, exchange);
        await addEndpointGroupToProject(queries, projectId, groupId);
      })
      .catch((thrown) => {
        throw isDuplicateKey(thrown) ? conflict("project_endpoint_group", "Duplicate entry") : thrown;
      });
    return noContent;
  },
};

/** keystone/api/os_ep_filter.py, EPFilterGroupsProjectsResource.delete. */
export const removeEndpointGroupFromProjectRoute: Route = {
  method: "DELETE",
  path: PATH,
  async handle(exchange) {
    await exchange.enforce("identity:remove_endpoint_group_from_project");
    await exchange.identity.database.transaction(async (queries) => {
      const association = await requireParts(queries, exchange);
      await requireAssociation(queries, association);
      await removeEndpointGroupFromProject(queries, association.projectId, association.groupId);
    });
    return noContent;
  },
};
