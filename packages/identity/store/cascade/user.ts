import type { EngineKind } from "@multisite/kernel/sql";
import type { Queries } from "../database.ts";
import { toDatetime } from "../time.ts";

/**
 * Deletes users with everything that is theirs; their trusts are marked as deleted, in both directions
 * (keystone/identity/core.py, delete_user; trust/core.py, _on_user_delete; application_credential/core.py). Keystone leaves
 * OAuth tokens that the user authorised behind; no one can use them, and here they go too.
 */
export async function deleteUsers(engine: EngineKind, queries: Queries, ids: readonly string[], nowMs: number): Promise<void> {
  if (ids.length === 0) return;
  await queries
    .deleteFrom("assignment")
    .where("actor_id", "in", ids)
    .where("type", "in", ["UserProject", "UserDomain"])
    .execute();
  await queries.deleteFrom("system_assignment").where("actor_id", "in", ids).where("type", "=", "UserSystem").execute();
  await queries.deleteFrom("user_group_membership").where("user_id", "in", ids).execute();
  await queries.deleteFrom("expiring_user_group_membership").where("user_id", "in", ids).execute();
  await queries.deleteFrom("credential").where("user_id", "in", ids).execute();
  await queries.deleteFrom("application_credential").where("user_id", "in", ids).execute();
  await queries.deleteFrom("access_rule").where("user_id", "in", ids).execute();
  await queries.deleteFrom("access_token").where("authorizing_user_id", "in", ids).execute();
  await queries.deleteFrom("request_token").where("authorizing_user_id", "in", ids).execute();
  await queries
    .updateTable("trust")
    .set({ deleted_at: toDatetime(engine, nowMs) })
    .where(({ eb, or }) => or([eb("trustor_user_id", "in", ids), eb("trustee_user_id", "in", ids)]))
    .where("deleted_at", "is", null)
    .execute();
  await queries.deleteFrom("id_mapping").where("public_id", "in", ids).execute();
  // Names, passwords, options and federated identities go with the row, by its foreign keys.
  await queries.deleteFrom("user").where("id", "in", ids).execute();
}
