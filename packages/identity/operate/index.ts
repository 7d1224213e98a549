export { bootstrapSite, type SiteBootstrap } from "./bootstrap.ts";
export { checkSite, type Finding } from "./check.ts";
export {
  type CredentialCommand,
  migrateStoredCredentials,
  reencryptStoredCredentials,
  rotateStoredCredentialKeys,
  storedCredentials,
} from "./credentials.ts";
export {
  type KeyCommand,
  type KeyRotation,
  type KeySetup,
  rotateReceiptKeys,
  rotateTokenKeys,
  setupCredentialKeys,
  setupReceiptKeys,
  setupTokenKeys,
} from "./keys.ts";
