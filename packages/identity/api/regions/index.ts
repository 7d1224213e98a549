import type { Route } from "../http/route.ts";
import { deleteRegionRoute, updateRegionRoute } from "./change.ts";
import { createRegionByIdRoute, createRegionRoute } from "./create.ts";
import { getRegionRoute, listRegionsRoute } from "./read.ts";

/** keystone/api/regions.py */
export const regionRoutes: readonly Route[] = [
  createRegionRoute,
  createRegionByIdRoute,
  listRegionsRoute,
  getRegionRoute,
  updateRegionRoute,
  deleteRegionRoute,
];
