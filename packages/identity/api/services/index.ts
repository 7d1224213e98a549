import type { Route } from "../http/route.ts";
import { deleteServiceRoute, updateServiceRoute } from "./change.ts";
import { createServiceRoute } from "./create.ts";
import { getServiceRoute, listServicesRoute } from "./read.ts";

/** keystone/api/services.py */
export const serviceRoutes: readonly Route[] = [
  createServiceRoute,
  listServicesRoute,
  getServiceRoute,
  updateServiceRoute,
  deleteServiceRoute,
];
