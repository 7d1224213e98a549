export { toEntity } from "./entities.ts";
export { type ExpansionFilter, type ExpansionWorld, expandAssignment } from "./expand.ts";
export { addImpliedRoles, impliedClosure } from "./implied.ts";
export type { AssignmentEntity, DirectAssignment, ImpliedRoleIds, Indirect } from "./types.ts";
