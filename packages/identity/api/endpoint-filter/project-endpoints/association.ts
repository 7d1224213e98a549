import { isDuplicateKey } from "@multisite/kernel/sql";
import { requireEndpoint } from "../../../catalog/endpoints.ts";
import { conflict, type KeystoneError, notFoundText } from "../../../errors/index.ts";
import { requireProject } from "../../../projects/project.ts";
import { addEndpointToProject, hasEndpoint, removeEndpointFromProject } from "../../../store/endpoint-filter.ts";
import type { Exchange } from "../../http/exchange.ts";
import { noContent, type Route } from "../../http/route.ts";

const PATH = "/v3/OS-EP-FILTER/projects/{project_id}/endpoints/{endpoint_id}";

interface Association {
  readonly projectId: string;
  readonly endpointId: string;
}

function associationOf({ request: { pathParameters } }: Exchange): Association {
  return { projectId: pathParameters.project_id ?? "", endpointId: pathParameters.endpoint_id ?? "" };
}

function notAssociated({ projectId, endpointId }: Association): KeystoneError {
  return notFoundText(`Endpoint ${endpointId} not found in project ${projectId}`);
}

/** keystone/api/os_ep_filter.py, EPFilterProjectsEndpointsResource.get. */
export const checkEndpointInProjectRoute: Route = {
  method: "GET",
  path: PATH,
  async handle(exchange) {
    await exchange.enforce("identity:check_endpoint_in_project");
    const association = associationOf(exchange);
    const { query } = exchange.identity.database;
    await requireEndpoint(query, association.endpointId);
    await requireProject(query, association.projectId);
    if (!(await hasEndpoint(query, association.projectId, association.endpointId))) throw notAssociated(association);
    return noContent;
  },
};

/** keystone/api/os_ep_filter.py, EPFilterProjectsEndpointsResource.put. */
export const addEndpointToProjectRoute: Route = {
  method: "PUT",
  path: PATH,
  async handle(exchange) {
    await exchange.enforce("identity:add_endpoint_to_project");
    const { projectId, endpointId } = associationOf(exchange);
    await exchange.identity.database
      .transaction(async (queries) => {
        await requireEndpoint(queries, endpointId);
        await requireProject(queries, projectId);
        await addEndpointToProject(queries, projectId, endpointId);
      })
      .catch((thrown) => {
        throw isDuplicateKey(thrown) ? conflict("project_endpoint", "Duplicate entry") : thrown;
      });
    return noContent;
  },
};

/** keystone/api/os_ep_filter.py, EPFilterProjectsEndpointsResource.delete. */
export const removeEndpointFromProjectRoute: Route = {
  method: "DELETE",
  path: PATH,
  async handle(exchange) {
    await exchange.enforce("identity:remove_endpoint_from_project");
    const association = associationOf(exchange);
    await exchange.identity.database.transaction(async (queries) => {
      const { projectId, endpointId } = association;
      if (!(await hasEndpoint(queries, projectId, endpointId))) throw notAssociated(association);
      await removeEndpointFromProject(queries, projectId, endpointId);
    });
    return noContent;
  },
};
