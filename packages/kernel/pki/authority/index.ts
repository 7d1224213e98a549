export { type Authority, type AuthorityOptions, createAuthority, type IssueOptions, openAuthority } from "./authority.ts";
export type { InvitationRow } from "./invitation-table.ts";
export type { IssuedCertificate } from "./register.ts";
