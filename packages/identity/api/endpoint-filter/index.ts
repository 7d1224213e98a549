import type { Route } from "../http/route.ts";
import { createEndpointGroupRoute, deleteEndpointGroupRoute, updateEndpointGroupRoute } from "./groups/change.ts";
import { listEndpointsOfGroupRoute, listProjectsOfGroupRoute } from "./groups/members.ts";
import { getEndpointGroupRoute, listEndpointGroupsRoute } from "./groups/read.ts";
import {
  addEndpointToProjectRoute,
  checkEndpointInProjectRoute,
  removeEndpointFromProjectRoute,
} from "./project-endpoints/association.ts";
import { listEndpointsOfProjectRoute, listProjectsOfEndpointRoute } from "./project-endpoints/lists.ts";
import {
  addEndpointGroupToProjectRoute,
  getEndpointGroupInProjectRoute,
  removeEndpointGroupFromProjectRoute,
} from "./project-groups/association.ts";
import { listEndpointGroupsOfProjectRoute } from "./project-groups/list.ts";

/** Which endpoints stand in a project's catalog (keystone/api/os_ep_filter.py). */
export const endpointFilterRoutes: readonly Route[] = [
  createEndpointGroupRoute,
  listEndpointGroupsRoute,
  getEndpointGroupRoute,
  updateEndpointGroupRoute,
  deleteEndpointGroupRoute,
  listEndpointsOfGroupRoute,
  listProjectsOfGroupRoute,
  getEndpointGroupInProjectRoute,
  addEndpointGroupToProjectRoute,
  removeEndpointGroupFromProjectRoute,
  listEndpointGroupsOfProjectRoute,
  listEndpointsOfProjectRoute,
  checkEndpointInProjectRoute,
  addEndpointToProjectRoute,
  removeEndpointFromProjectRoute,
  listProjectsOfEndpointRoute,
];
