export { type Authority, type AuthorityOptions, createAuthority, type IssueOptions, openAuthority } from "./authority.ts";
export type { IssuedCertificate } from "./register.ts";
