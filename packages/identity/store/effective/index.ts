export type { EffectiveFilter } from "./filter.ts";
export { listEffectiveAssignments, pageEffectiveAssignments } from "./list.ts";
export { listChildrenBelow, projectsBelow } from "./project-tree.ts";
export { listUserScopes, type UserScopes } from "./scopes.ts";
export { listUserNames } from "./user-names.ts";
