import type { Route } from "../http/route.ts";
import { deleteRegisteredLimitRoute, updateRegisteredLimitRoute } from "./change.ts";
import { createRegisteredLimitsRoute } from "./create.ts";
import { getRegisteredLimitRoute, listRegisteredLimitsRoute } from "./read.ts";

/** keystone/api/registered_limits.py. */
export const registeredLimitRoutes: readonly Route[] = [
  createRegisteredLimitsRoute,
  listRegisteredLimitsRoute,
  getRegisteredLimitRoute,
  updateRegisteredLimitRoute,
  deleteRegisteredLimitRoute,
];
