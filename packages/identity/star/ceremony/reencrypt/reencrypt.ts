import { messageOf } from "@multisite/kernel/errors";
import { type CredentialCipher, migrateCredentials, type StoredCredential, type StoredCredentials } from "../../../keys/index.ts";
import type { FormerCredentialKeys } from "./plan.ts";

export interface Reencryption {
  readonly migrated: number;
  /** Credentials that no key of this host opens; they keep their key, and hold up no other. */
  readonly failed: readonly { readonly id: string; readonly cause: string }[];
  /** Keys with which no credential is encrypted any more. */
  readonly freeKeyIds: readonly string[];
}

/**
 * Encrypts anew, with the key that all members encrypt with now, what is encrypted with former ones, and says which keys no
 * credential needs any more. Can be interrupted, and done again. The credentials are a master's: what is changed there reaches all
 * others. The cipher is over the directory that is rendered from the ceremony.
 */
export async function reencryptCredentials(
  { primaryHash, former }: FormerCredentialKeys,
  credentials: StoredCredentials,
  cipher: CredentialCipher,
): Promise<Reencryption> {
  // The directory is not read anew yet: what is encrypted now would be encrypted with a former key.
  if (cipher.primaryKeyHash() !== primaryHash) return { migrated: 0, failed: [], freeKeyIds: [] };
  const failed: { id: string; cause: string }[] = [];
  let migrated = 0;
  for (const credential of await credentials.list()) {
    if (credential.keyHash === primaryHash) continue;
    try {
      migrated += (await migrateCredentials(only(credential, credentials), cipher)).migrated;
    } catch (thrown) {
      failed.push({ id: credential.id, cause: messageOf(thrown) });
    }
  }
  const left = await credentials.list();
  // A row of before there were hashes may have any key.
  const isFree = (hash: string): boolean => left.every(({ keyHash }) => keyHash !== null && keyHash !== hash);
  return { migrated, failed, freeKeyIds: former.filter(({ hash }) => isFree(hash)).map(({ keyId }) => keyId) };
}

/** One credential at a time: one that does not open must not hold up the others. */
function only(credential: StoredCredential, { replace }: StoredCredentials): StoredCredentials {
  return { list: async () => [credential], replace };
}
