export {
  type CredentialCipher,
  type CredentialCipherOptions,
  createCredentialCipher,
  type EncryptedCredential,
} from "./credential.ts";
export { CREDENTIAL_MAX_ACTIVE_KEYS, createCredentialKeys } from "./credential-keys.ts";
export {
  type CredentialMigration,
  migrateCredentials,
  rotateCredentialKeys,
  type StoredCredential,
  type StoredCredentials,
} from "./credential-rotation.ts";
export { type FernetRepositories, rotateFernetRepositories, setupFernetRepositories } from "./fernet-repositories.ts";
export { keyFingerprint } from "./key-fingerprint.ts";
export { type KeyDirectoryRules, type KeyRepository, loadKeyRepository, type NumberedKey } from "./load.ts";
export { type KeyRepositoryOptions, type Rotation, rotateKeyRepository, setupKeyRepository } from "./repository.ts";
export { createLiveKeys, type LiveKeys, type LiveKeysOptions } from "./watch.ts";
export type { KeyOwner } from "./write.ts";
