import { type AccessRuleRecord, listAccessRulesOf } from "./access-rules.ts";
import { fromBoolean, type Queries } from "./database.ts";
import type { ApplicationCredentialTable } from "./schema/tables.ts";
import { fromMicroseconds, toMicroseconds } from "./time.ts";

/** An application credential (keystone/application_credential/backends/sql.py, ApplicationCredentialModel). */
export interface ApplicationCredentialRecord {
  readonly id: string;
  readonly name: string;
  readonly secretHash: string;
  readonly description: string | null;
  readonly userId: string;
  readonly projectId: string | null;
  readonly expiresAtMs: number | null;
  /** Null when its maker did not say. */
  readonly unrestricted: boolean | null;
  readonly roleIds: readonly string[];
  readonly accessRules: readonly AccessRuleRecord[];
}

/** Adds an application credential with its roles and (by their row IDs) access rules; the user's second of a name fails. */
export async function createApplicationCredential(
  queries: Queries,
  credential: Omit<ApplicationCredentialRecord, "accessRules">,
  accessRuleRowIds: readonly number[],
): Promise<void> {
  const { expiresAtMs, unrestricted } = credential;
  await queries
    .insertInto("application_credential")
    .values({
      id: credential.id,
      name: credential.name,
      secret_hash: credential.secretHash,
      description: credential.description,
      user_id: credential.userId,
      project_id: credential.projectId,
      expires_at: expiresAtMs === null ? null : toMicroseconds(expiresAtMs),
      system: null,
      unrestricted: unrestricted === null ? null : fromBoolean(unrestricted),
    })
    .execute();
  const { internal_id: internalId } = await queries
    .selectFrom("application_credential")
    .select("internal_id")
    .where("id", "=", credential.id)
    .executeTakeFirstOrThrow();
  for (const roleId of new Set(credential.roleIds)) {
    await queries
      .insertInto("application_credential_role")
      .values({ application_credential_id: internalId, role_id: roleId })
      .execute();
  }
  for (const accessRuleId of new Set(accessRuleRowIds)) {
    await queries
      .insertInto("application_credential_access_rule")
      .values({ application_credential_id: internalId, access_rule_id: accessRuleId })
      .execute();
  }
}

/** An application credential by ID. */
export async function getApplicationCredential(queries: Queries, id: string): Promise<ApplicationCredentialRecord | undefined> {
  const row = await queries.selectFrom("application_credential").selectAll().where("id", "=", id).executeTakeFirst();
  return row && withParts(queries, row);
}

/** A user's application credentials in the order in which they were made, or the one of a name. */
export async function listApplicationCredentials(
  queries: Queries,
  userId: string,
  name?: string,
): Promise<ApplicationCredentialRecord[]> {
  let select = queries.selectFrom("application_credential").selectAll().where("user_id", "=", userId).orderBy("internal_id");
  if (name !== undefined) select = select.where("name", "=", name);
  const credentials = [];
  for (const row of await select.execute()) credentials.push(await withParts(queries, row));
  return credentials;
}

/** How many application credentials a user has, for `[application_credential] user_limit`. */
export async function countApplicationCredentials(queries: Queries, userId: string): Promise<number> {
  const { count } = await queries
    .selectFrom("application_credential")
    .select((build) => build.fn.countAll<number>().as("count"))
    .where("user_id", "=", userId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Deletes an application credential; its roles and the use of access rules go with it. */
export async function deleteApplicationCredential(queries: Queries, id: string): Promise<boolean> {
  const result = await queries.deleteFrom("application_credential").where("id", "=", id).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

type Row = Omit<ApplicationCredentialTable, "internal_id"> & { readonly internal_id: number };

async function withParts(queries: Queries, row: Row): Promise<ApplicationCredentialRecord> {
  const roles = await queries
    .selectFrom("application_credential_role")
    .select("role_id")
    .where("application_credential_id", "=", row.internal_id)
    .execute();
  return {
    id: row.id,
    name: row.name,
    secretHash: row.secret_hash,
    description: row.description,
    userId: row.user_id,
    projectId: row.project_id,
    expiresAtMs: row.expires_at === null ? null : fromMicroseconds(row.expires_at),
    unrestricted: row.unrestricted === null ? null : row.unrestricted === 1,
    roleIds: roles.map((role) => role.role_id),
    accessRules: await listAccessRulesOf(queries, row.internal_id),
  };
}
