export { type FormerCredentialKeys, formerCredentialKeys } from "./plan.ts";
export { type Reencryption, reencryptCredentials } from "./reencrypt.ts";
