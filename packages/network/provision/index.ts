export { decideProvision, decideRemoval } from "./decide/index.ts";
export { membersOf } from "./decide/match.ts";
export { lookHere, makeOne, provision, provisioned, unprovision } from "./make.ts";
export type { Conflict, ProvisionAction, ProvisionPlan, SeenHere, WantedHere } from "./types.ts";
