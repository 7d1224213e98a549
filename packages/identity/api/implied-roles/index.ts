import type { Route } from "../http/route.ts";
import { getImpliedRoleRoute, listImpliedRolesRoute } from "./read.ts";
import { createImpliedRoleRoute, deleteImpliedRoleRoute } from "./write.ts";

export { renderRoleReference } from "./render.ts";

/** keystone/api/roles.py, RoleImplicationListResource and RoleImplicationResource. */
export const impliedRoleRoutes: readonly Route[] = [
  listImpliedRolesRoute,
  getImpliedRoleRoute,
  createImpliedRoleRoute,
  deleteImpliedRoleRoute,
];
