import { parseExtra, type Queries } from "./database.ts";
import type { CredentialTable } from "./schema/tables.ts";

/** A credential as it is stored: its blob is encrypted (keystone/credential/backends/sql.py, CredentialModel). */
export interface CredentialRecord {
  readonly id: string;
  readonly userId: string;
  readonly projectId: string | null;
  readonly type: string;
  readonly encryptedBlob: string;
  readonly keyHash: string;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** What a list of credentials may be narrowed by. */
export interface CredentialFilter {
  readonly userId?: string | undefined;
  readonly type?: string | undefined;
}

/** Adds a credential; a second one of the ID fails on the primary key. */
export async function createCredential(queries: Queries, credential: CredentialRecord): Promise<void> {
  await queries
    .insertInto("credential")
    .values({
      id: credential.id,
      user_id: credential.userId,
      project_id: credential.projectId,
      type: credential.type,
      encrypted_blob: credential.encryptedBlob,
      key_hash: credential.keyHash,
      extra: JSON.stringify(credential.extra),
    })
    .execute();
}

/** A credential by ID. */
export async function getCredential(queries: Queries, credentialId: string): Promise<CredentialRecord | undefined> {
  const row = await queries.selectFrom("credential").selectAll().where("id", "=", credentialId).executeTakeFirst();
  return row && toCredentialRecord(row);
}

/** Credentials in the order of their IDs. */
export async function listCredentials(queries: Queries, filter: CredentialFilter): Promise<CredentialRecord[]> {
  let select = queries.selectFrom("credential").selectAll().orderBy("id");
  if (filter.userId !== undefined) select = select.where("user_id", "=", filter.userId);
  if (filter.type !== undefined) select = select.where("type", "=", filter.type);
  return (await select.execute()).map(toCredentialRecord);
}

/** How many credentials a user has, for `[credential] user_limit`. */
export async function countCredentials(queries: Queries, userId: string): Promise<number> {
  const { count } = await queries
    .selectFrom("credential")
    .select((build) => build.fn.countAll<number>().as("count"))
    .where("user_id", "=", userId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Replaces a credential's blob, the only thing of it that changes (CVE-2026-90460). */
export async function updateCredentialBlob(
  queries: Queries,
  credentialId: string,
  blob: Pick<CredentialRecord, "encryptedBlob" | "keyHash">,
): Promise<void> {
  await queries
    .updateTable("credential")
    .set({ encrypted_blob: blob.encryptedBlob, key_hash: blob.keyHash })
    .where("id", "=", credentialId)
    .execute();
}

export async function deleteCredential(queries: Queries, credentialId: string): Promise<void> {
  await queries.deleteFrom("credential").where("id", "=", credentialId).execute();
}

function toCredentialRecord(row: CredentialTable): CredentialRecord {
  return {
    id: row.id,
    userId: row.user_id,
    projectId: row.project_id,
    type: row.type,
    encryptedBlob: row.encrypted_blob,
    keyHash: row.key_hash,
    extra: parseExtra(row.extra),
  };
}
