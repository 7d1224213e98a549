import type { Route } from "../http/route.ts";
import { listRoleAssignmentsRoute } from "./list.ts";

/** keystone/api/role_assignments.py. */
export const roleAssignmentRoutes: readonly Route[] = [listRoleAssignmentsRoute];
