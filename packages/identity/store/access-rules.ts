import type { Queries } from "./database.ts";
import type { AccessRuleTable } from "./schema/tables.ts";

/** A request that application credentials may be restricted to (keystone/application_credential/backends/sql.py, AccessRuleModel). */
export interface AccessRuleRecord {
  readonly id: string;
  readonly userId: string | null;
  readonly service: string | null;
  readonly path: string | null;
  readonly method: string | null;
}

/** What identifies a user's access rule besides its ID. */
export type AccessRuleContent = Required<{ readonly service: string; readonly path: string; readonly method: string }>;

/** A user's access rule by ID, with its row ID. */
export async function getAccessRule(
  queries: Queries,
  userId: string,
  id: string,
): Promise<(AccessRuleRecord & { readonly rowId: number }) | undefined> {
  const row = await queries
    .selectFrom("access_rule")
    .selectAll()
    .where("external_id", "=", id)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return row && { ...toAccessRuleRecord(row), rowId: row.id };
}

/** A user's access rules in the order in which they were made. */
export async function listAccessRules(queries: Queries, userId: string): Promise<AccessRuleRecord[]> {
  const rows = await queries.selectFrom("access_rule").selectAll().where("user_id", "=", userId).orderBy("id").execute();
  return rows.map(toAccessRuleRecord);
}

/** The access rules of an application credential, by its row ID. */
export async function listAccessRulesOf(queries: Queries, applicationCredentialRowId: number): Promise<AccessRuleRecord[]> {
  const rows = await queries
    .selectFrom("access_rule")
    .innerJoin("application_credential_access_rule as used", "used.access_rule_id", "access_rule.id")
    .selectAll("access_rule")
    .where("used.application_credential_id", "=", applicationCredentialRowId)
    .orderBy("access_rule.id")
    .execute();
  return rows.map(toAccessRuleRecord);
}

/** The row ID of the user's access rule of this content, which is made under `newId` when there is none. */
export async function findOrCreateAccessRule(
  queries: Queries,
  userId: string,
  newId: string,
  content: AccessRuleContent,
): Promise<number> {
  const find = () =>
    queries
      .selectFrom("access_rule")
      .select("id")
      .where("user_id", "=", userId)
      .where("service", "=", content.service)
      .where("path", "=", content.path)
      .where("method", "=", content.method)
      .executeTakeFirst();
  const known = await find();
  if (known) return known.id;
  await queries
    .insertInto("access_rule")
    .values({ external_id: newId, user_id: userId, ...content })
    .execute();
  return ((await find()) as { id: number }).id;
}

/** Whether an application credential has the access rule. */
export async function isAccessRuleUsed(queries: Queries, rowId: number): Promise<boolean> {
  const used = await queries
    .selectFrom("application_credential_access_rule")
    .select("access_rule_id")
    .where("access_rule_id", "=", rowId)
    .executeTakeFirst();
  return used !== undefined;
}

export async function deleteAccessRule(queries: Queries, rowId: number): Promise<void> {
  await queries.deleteFrom("access_rule").where("id", "=", rowId).execute();
}

type Row = Omit<AccessRuleTable, "id">;

function toAccessRuleRecord(row: Row): AccessRuleRecord {
  return { id: row.external_id ?? "", userId: row.user_id, service: row.service, path: row.path, method: row.method };
}
