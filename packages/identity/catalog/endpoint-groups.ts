import { notFound } from "../errors/index.ts";
import type { Queries } from "../store/database.ts";
import { listEndpointIdsOfProject } from "../store/endpoint-filter.ts";
import { type EndpointGroupRecord, getEndpointGroup, listEndpointGroupsOfProject } from "../store/endpoint-groups.ts";
import { type EndpointRecord, listEndpoints } from "../store/endpoints.ts";
import { matchesGroup } from "../validation/catalog.ts";

/** An endpoint group by ID, else 404. */
export async function requireEndpointGroup(queries: Queries, groupId: string): Promise<EndpointGroupRecord> {
  const group = await getEndpointGroup(queries, groupId);
  if (!group) throw notFound("endpoint group", groupId);
  return group;
}

/** The endpoints that a group describes (keystone/catalog/core.py, get_endpoints_filtered_by_endpoint_group). */
export async function listEndpointsOfGroup(queries: Queries, group: EndpointGroupRecord): Promise<EndpointRecord[]> {
  return (await listEndpoints(queries)).filter((endpoint) => matchesGroup(endpoint, group.filters));
}

/**
 * The endpoints associated with a project, first those named one by one, then those of its groups
 * (keystone/catalog/core.py, list_endpoints_for_project).
 */
export async function listEndpointsOfProject(queries: Queries, projectId: string): Promise<EndpointRecord[]> {
  const endpoints = await listEndpoints(queries);
  const named = new Set(await listEndpointIdsOfProject(queries, projectId));
  const groups = await listEndpointGroupsOfProject(queries, projectId);
  const isGrouped = (endpoint: EndpointRecord): boolean => groups.some((group) => matchesGroup(endpoint, group.filters));
  return [
    ...endpoints.filter((endpoint) => named.has(endpoint.id)),
    ...endpoints.filter((endpoint) => !named.has(endpoint.id) && isGrouped(endpoint)),
  ];
}
