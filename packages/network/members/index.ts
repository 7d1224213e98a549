export { createMemberFollower } from "./following.ts";
export { lookAtMembers, type MemberLook } from "./look.ts";
export type { MemberFollower, MemberPorts, RoutedNetwork } from "./types.ts";
