import {
  type CredentialCipher,
  type CredentialMigration,
  createCredentialCipher,
  createCredentialKeys,
  migrateCredentials,
  rotateCredentialKeys,
  type StoredCredentials,
} from "../keys/index.ts";
import type { IdentityWorld } from "../main.ts";
import { type FormerCredentialKeys, type Reencryption, reencryptCredentials } from "../star/ceremony/reencrypt/index.ts";
import type { IdentityDatabase } from "../store/database.ts";
import { requireSchema } from "../store/schema/create.ts";
import { credentialRepository, type KeyCommand, type KeyRotation, rehearse } from "./keys.ts";
import { openConfigured } from "./open.ts";

/** A command on the keys of credentials and on the credentials themselves. */
export interface CredentialCommand extends KeyCommand {
  readonly world: Pick<IdentityWorld, "clock" | "random">;
}

/** `keystone-manage credential_migrate`: encrypts every credential anew that has not the primary key. */
export function migrateStoredCredentials(command: CredentialCommand): Promise<CredentialMigration> {
  return withCredentials(command, (credentials, cipher) =>
    migrateCredentials(command.dryRun ? { ...credentials, replace: async () => true } : credentials, cipher),
  );
}

/** In a star: encrypts anew what has a former key of the ceremony, and says which keys no credential needs any more. */
export function reencryptStoredCredentials(command: CredentialCommand, keys: FormerCredentialKeys): Promise<Reencryption> {
  return withCredentials(command, async (credentials, cipher) => {
    if (!command.dryRun) return await reencryptCredentials(keys, credentials, cipher);
    const rehearsed = await reencryptCredentials(keys, { ...credentials, replace: async () => true }, cipher);
    return { ...rehearsed, freeKeyIds: [] };
  });
}

/**
 * `keystone-manage credential_rotate`.
 *
 * @throws MultisiteError `identity.credential.not_migrated` while a credential has another key than the primary one
 */
export function rotateStoredCredentialKeys(command: CredentialCommand): Promise<readonly KeyRotation[]> {
  const repository = credentialRepository(command);
  return withCredentials(command, async (credentials, cipher) => {
    const empty = { list: async () => [], replace: credentials.replace };
    if (!command.dryRun)
      return [{ directory: repository.directory, ...(await rotateCredentialKeys(repository, credentials, cipher)) }];
    const primary = cipher.primaryKeyHash();
    const old = (await credentials.list()).filter(({ keyHash }) => keyHash !== primary);
    // Refuses as the real rotation would, before anything is rehearsed.
    if (old.length > 0) await rotateCredentialKeys(repository, { ...empty, list: async () => old }, cipher);
    return [rehearse(repository)];
  });
}

async function withCredentials<Result>(
  { config, world }: CredentialCommand,
  work: (credentials: StoredCredentials, cipher: CredentialCipher) => Promise<Result>,
): Promise<Result> {
  const keys = createCredentialKeys({ directory: config.credential.key_repository, clock: world.clock });
  const database = openConfigured(config, world);
  try {
    await requireSchema(database);
    return await work(storedCredentials(database), createCredentialCipher({ keys, clock: world.clock, random: world.random }));
  } finally {
    await database.close();
  }
}

/** The `credential` table of a database. */
export function storedCredentials({ query }: IdentityDatabase): StoredCredentials {
  return {
    async list() {
      const rows = await query.selectFrom("credential").select(["id", "encrypted_blob", "key_hash"]).orderBy("id").execute();
      return rows.map((row) => ({ id: row.id, encryptedBlob: row.encrypted_blob, keyHash: row.key_hash }));
    },
    async replace(id, previousBlob, next) {
      const result = await query
        .updateTable("credential")
        .set({ encrypted_blob: next.encryptedBlob, key_hash: next.keyHash })
        .where("id", "=", id)
        .where("encrypted_blob", "=", previousBlob)
        .executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
  };
}
