import type { Queries } from "./database.ts";

/** One inference rule: whoever has the prior role has the implied one too. */
export interface InferenceRecord {
  readonly priorRoleId: string;
  readonly impliedRoleId: string;
}

/** The IDs of the roles that a role implies directly. */
export async function listImpliedRoleIds(queries: Queries, priorRoleId: string): Promise<string[]> {
  const rows = await queries
    .selectFrom("implied_role")
    .select("implied_role_id")
    .where("prior_role_id", "=", priorRoleId)
    .orderBy("implied_role_id")
    .execute();
  return rows.map((row) => row.implied_role_id);
}

/** Every inference rule. */
export async function listInferences(queries: Queries): Promise<InferenceRecord[]> {
  const rows = await queries.selectFrom("implied_role").selectAll().orderBy("prior_role_id").orderBy("implied_role_id").execute();
  return rows.map((row) => ({ priorRoleId: row.prior_role_id, impliedRoleId: row.implied_role_id }));
}

/** Whether there is this very rule; longer chains do not count. */
export async function hasInference(queries: Queries, { priorRoleId, impliedRoleId }: InferenceRecord): Promise<boolean> {
  return (await listImpliedRoleIds(queries, priorRoleId)).includes(impliedRoleId);
}

/** Adds a rule; a second one of the same roles fails on the primary key. */
export async function createInference(queries: Queries, { priorRoleId, impliedRoleId }: InferenceRecord): Promise<void> {
  await queries.insertInto("implied_role").values({ prior_role_id: priorRoleId, implied_role_id: impliedRoleId }).execute();
}

/** Removes a rule; false when there was none. */
export async function deleteInference(queries: Queries, { priorRoleId, impliedRoleId }: InferenceRecord): Promise<boolean> {
  const result = await queries
    .deleteFrom("implied_role")
    .where("prior_role_id", "=", priorRoleId)
    .where("implied_role_id", "=", impliedRoleId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
