import { MultisiteError } from "@multisite/kernel/errors";
import type { CredentialCipher, EncryptedCredential } from "./credential.ts";
import { CREDENTIAL_MAX_ACTIVE_KEYS } from "./credential-keys.ts";
import { type KeyRepositoryOptions, type Rotation, rotateKeyRepository } from "./repository.ts";

/** A credential as the table holds it; the hash is null in rows from before encryption had keys. */
export interface StoredCredential {
  readonly id: string;
  readonly encryptedBlob: string;
  readonly keyHash: string | null;
}

/** The `credential` table, as far as the keys are concerned. */
export interface StoredCredentials {
  list(): Promise<readonly StoredCredential[]>;
  /**
   * Stores `next` if the blob is still `previousBlob`, so that a blob which a user changes meanwhile is not overwritten.
   *
   * @returns whether it was stored
   */
  replace(id: string, previousBlob: string, next: EncryptedCredential): Promise<boolean>;
}

/** What a migration has done. */
export interface CredentialMigration {
  readonly migrated: number;
  /** Had the primary key already. */
  readonly current: number;
  /** Changed or deleted by somebody else meanwhile: they have the primary key, or are gone. */
  readonly changedMeanwhile: number;
}

/**
 * Encrypts every credential anew that has not the primary key (cmd/cli.py, CredentialMigrate). Running it twice, or again after it
 * was interrupted, is harmless.
 *
 * @throws MultisiteError `identity.credential.undecryptable` naming the credential; those before it are migrated
 */
export async function migrateCredentials(credentials: StoredCredentials, cipher: CredentialCipher): Promise<CredentialMigration> {
  const counts = { migrated: 0, current: 0, changedMeanwhile: 0 };
  const primary = cipher.primaryKeyHash();
  for (const credential of await credentials.list()) {
    if (credential.keyHash === primary) counts.current++;
    else if (await migrate(credential, credentials, cipher)) counts.migrated++;
    else counts.changedMeanwhile++;
  }
  return counts;
}

async function migrate(credential: StoredCredential, credentials: StoredCredentials, cipher: CredentialCipher): Promise<boolean> {
  let blob: string;
  try {
    blob = cipher.decrypt(credential.encryptedBlob);
  } catch (thrown) {
    if (!(thrown instanceof MultisiteError)) throw thrown;
    throw new MultisiteError(thrown.code, `${thrown.message} (credential ${credential.id}).`, { cause: thrown });
  }
  return await credentials.replace(credential.id, credential.encryptedBlob, cipher.encrypt(blob));
}

/**
 * Rotates the credential keys, but only when every credential has the primary one: otherwise the key of one could be deleted, and
 * the credential lost for good (cmd/cli.py, CredentialRotate).
 *
 * @throws MultisiteError `identity.credential.not_migrated`, or `identity.key_repository.*`
 */
export async function rotateCredentialKeys(
  options: Omit<KeyRepositoryOptions, "maxActiveKeys">,
  credentials: StoredCredentials,
  cipher: CredentialCipher,
): Promise<Rotation> {
  const primary = cipher.primaryKeyHash();
  if ((await credentials.list()).some(({ keyHash }) => keyHash !== primary)) {
    throw new MultisiteError(
      "identity.credential.not_migrated",
      "Unable to rotate credential keys because not all credentials are encrypted with the primary key. Please make sure all credentials have been encrypted with the primary key using `keystone-manage credential_migrate`.",
    );
  }
  return rotateKeyRepository({ ...options, maxActiveKeys: CREDENTIAL_MAX_ACTIVE_KEYS });
}
