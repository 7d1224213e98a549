import { messageOf } from "@multisite/kernel/errors";
import type { Secret } from "@multisite/kernel/secret";
import { type CredentialCipher, migrateCredentials, type StoredCredential, type StoredCredentials } from "../../../keys/index.ts";
import { FernetKey } from "../../../tokens/index.ts";
import { primaryKeyOf } from "../certificates.ts";
import type { CeremonyStatement, CeremonyView } from "../types.ts";
import { keysToReencrypt } from "./plan.ts";

export interface ReencryptOptions {
  readonly view: CeremonyView;
  readonly nowMs: number;
  /** The key of this host's disk. */
  readonly read: (keyId: string) => Secret;
  /** Of a master: what is changed here reaches all others. */
  readonly credentials: StoredCredentials;
  /** Over the directory that is rendered from the ceremony. */
  readonly cipher: CredentialCipher;
}

export interface Reencryption {
  readonly migrated: number;
  /** Credentials that no key of this host opens; they keep their key, and hold up no other. */
  readonly failed: readonly { readonly id: string; readonly cause: string }[];
  /** To be said by an operator: no credential is left with these keys. */
  readonly statements: readonly CeremonyStatement[];
}

const NOTHING: Reencryption = { migrated: 0, failed: [], statements: [] };

/**
 * Encrypts anew, with the key that all members encrypt with now, what is encrypted with former ones, and says of which keys no
 * credential is left. Can be interrupted, and done again; looks at the table only when there is something to do.
 */
export async function reencryptCredentials(options: ReencryptOptions): Promise<Reencryption> {
  const { view, nowMs, read, credentials, cipher } = options;
  const former = keysToReencrypt(view, nowMs);
  const primary = primaryKeyOf(view, "credential", view.me);
  if (former.length === 0 || primary === undefined) return NOTHING;
  const hashOf = (keyId: string): string | undefined => FernetKey.parse(read(keyId))?.hash;
  // The directory is not read anew yet: what is encrypted now would be encrypted with a former key.
  if (cipher.primaryKeyHash() !== hashOf(primary.keyId)) return NOTHING;
  const failed: { id: string; cause: string }[] = [];
  let migrated = 0;
  for (const credential of await credentials.list()) {
    if (credential.keyHash === cipher.primaryKeyHash()) continue;
    try {
      migrated += (await migrateCredentials(only(credential, credentials), cipher)).migrated;
    } catch (thrown) {
      failed.push({ id: credential.id, cause: messageOf(thrown) });
    }
  }
  const left = await credentials.list();
  const isFree = (keyId: string): boolean => {
    const hash = hashOf(keyId);
    // A row of before there were hashes may have any key.
    return hash !== undefined && left.every(({ keyHash }) => keyHash !== null && keyHash !== hash);
  };
  const free = former.filter(({ keyId }) => isFree(keyId));
  return { migrated, failed, statements: free.map(({ keyId }) => ({ says: "reencrypted", keyId })) };
}

/** One credential at a time: one that does not open must not hold up the others. */
function only(credential: StoredCredential, { replace }: StoredCredentials): StoredCredentials {
  return { list: async () => [credential], replace };
}
