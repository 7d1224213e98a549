import type { Route } from "../http/route.ts";
import { deleteLimitRoute, updateLimitRoute } from "./change.ts";
import { createLimitsRoute } from "./create.ts";
import { getLimitModelRoute, getLimitRoute, listLimitsRoute } from "./read.ts";

/** keystone/api/limits.py. */
export const limitRoutes: readonly Route[] = [
  createLimitsRoute,
  listLimitsRoute,
  getLimitModelRoute,
  getLimitRoute,
  updateLimitRoute,
  deleteLimitRoute,
];
