export { type AnswerJoinsOptions, answerJoins, type RefusedJoin } from "./answer.ts";
export { type Invitation, type InviteOptions, invite, openInvitations } from "./invite.ts";
export { type Joined, type JoinOptions, joinStar } from "./join.ts";
export { readToken } from "./token.ts";
export type { InvitationToken } from "./types.ts";
