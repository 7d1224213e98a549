export { keysToReencrypt } from "./plan.ts";
export { type Reencryption, type ReencryptOptions, reencryptCredentials } from "./reencrypt.ts";
