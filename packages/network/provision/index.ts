export { decideProvision, decideRemoval } from "./decide/index.ts";
export { madeGroupOf, membersOf } from "./decide/match.ts";
export { decideMembers, type MemberAction, type SeenMembers } from "./decide/members.ts";
export { lookHere, makeOne, provision, provisioned, unprovision } from "./make.ts";
export type { Conflict, MembersElsewhere, ProvisionAction, ProvisionPlan, SeenHere, WantedHere } from "./types.ts";
