import type { Route } from "../http/route.ts";
import { createRoleRoute } from "./create.ts";
import { deleteRoleRoute } from "./delete.ts";
import { getRoleRoute, listRolesRoute } from "./read.ts";
import { updateRoleRoute } from "./update.ts";

export { renderRole } from "./render.ts";
export { requireRole } from "./require.ts";

/** keystone/api/roles.py, RoleResource. */
export const roleRoutes: readonly Route[] = [listRolesRoute, createRoleRoute, getRoleRoute, updateRoleRoute, deleteRoleRoute];
