export type { KeyFinding } from "./types.ts";
export { type VerifyKeysOptions, verifyKeys } from "./verify.ts";
