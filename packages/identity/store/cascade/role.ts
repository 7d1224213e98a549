import type { Queries } from "../database.ts";
import { inChunks } from "../in-chunks.ts";

/**
 * Deletes a role and what hangs on it: assignments, system assignments, inference rules, options, and the application
 * credentials that carry it. Keystone means to delete those of the users who held the role, but looks for them only after
 * the assignments are gone; what remains there answers 404 to every use (keystone/assignment/core.py, delete_role;
 * keystone/application_credential/core.py, _get_role_list). Trusts that delegate the role stay, and stay unusable: without
 * the row they would delegate less than what was agreed, or everything that is left.
 */
export async function deleteRoleCascade(queries: Queries, roleId: string): Promise<void> {
  await deleteApplicationCredentialsOfRole(queries, roleId);
  await queries.deleteFrom("assignment").where("role_id", "=", roleId).execute();
  await queries.deleteFrom("system_assignment").where("role_id", "=", roleId).execute();
  await queries
    .deleteFrom("implied_role")
    .where((or) => or.or([or("prior_role_id", "=", roleId), or("implied_role_id", "=", roleId)]))
    .execute();
  await queries.deleteFrom("role_option").where("role_id", "=", roleId).execute();
  await queries.deleteFrom("role").where("id", "=", roleId).execute();
}

async function deleteApplicationCredentialsOfRole(queries: Queries, roleId: string): Promise<void> {
  const rows = await queries
    .selectFrom("application_credential_role")
    .select("application_credential_id")
    .where("role_id", "=", roleId)
    .execute();
  await inChunks(
    rows.map((row) => String(row.application_credential_id)),
    async (chunk) => {
      const ids = chunk.map(Number);
      await queries.deleteFrom("application_credential_role").where("application_credential_id", "in", ids).execute();
      await queries.deleteFrom("application_credential_access_rule").where("application_credential_id", "in", ids).execute();
      await queries.deleteFrom("application_credential").where("internal_id", "in", ids).execute();
      return [];
    },
  );
}
