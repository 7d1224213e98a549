import type { Route } from "../http/route.ts";
import { deleteEndpointRoute, updateEndpointRoute } from "./change.ts";
import { createEndpointRoute } from "./create.ts";
import { getEndpointRoute, listEndpointsRoute } from "./read.ts";

/** keystone/api/endpoints.py, without the policy of an endpoint. */
export const endpointRoutes: readonly Route[] = [
  createEndpointRoute,
  listEndpointsRoute,
  getEndpointRoute,
  updateEndpointRoute,
  deleteEndpointRoute,
];
