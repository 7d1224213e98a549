import type { Route } from "../http/route.ts";
import { createTrustRoute } from "./create.ts";
import { deleteTrustRoute } from "./delete.ts";
import { getTrustRoute } from "./get.ts";
import { listTrustsRoute } from "./list.ts";
import { getTrustRole, listTrustRoles } from "./roles.ts";

/** `/v3/OS-TRUST` (keystone/api/trusts.py). */
export const trustRoutes: readonly Route[] = [
  listTrustsRoute,
  createTrustRoute,
  getTrustRoute,
  deleteTrustRoute,
  listTrustRoles,
  getTrustRole,
];
