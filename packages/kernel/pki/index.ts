export {
  type Authority,
  type AuthorityOptions,
  createAuthority,
  type IssuedCertificate,
  openAuthority,
} from "./authority/index.ts";
export { certificateExpiresAtMs, type PkiFiles, pkiFiles } from "./files.ts";
export { issueOwnCertificate, requestCertificate, storeCertificate } from "./node-files.ts";
export { openRevocations, type Revocations } from "./revocations/index.ts";
export type { NodeName, RevocationList, RevokedCertificate, SignedRevocations } from "./types.ts";
