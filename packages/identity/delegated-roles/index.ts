export { listProjectRoles, type ProjectRoles } from "./project-roles.ts";
export { type RoleReference, resolveRoleIds } from "./resolve.ts";
