import type { EngineKind } from "@multisite/kernel/sql";
import type { Queries } from "../database.ts";
import { inChunks } from "../in-chunks.ts";
import { toDatetime } from "../time.ts";

/**
 * Deletes projects, or a domain's own row, and what hangs on them: role assignments, credentials, application credentials,
 * OAuth tokens, trusts (marked, as Keystone marks every deleted trust), limits, catalog associations, users' default project. A project
 * must come after those below it (keystone/resource/core.py, _post_delete_cleanup_project; keystone/catalog/core.py and
 * keystone/identity/core.py, callbacks of the deletion). Keystone leaves application credentials and OAuth
 * tokens behind, of no use to anybody.
 */
export async function deleteProjectsCascade(
  engine: EngineKind,
  queries: Queries,
  projectIds: readonly string[],
  nowMs: number,
): Promise<void> {
  await inChunks(projectIds, async (ids) => {
    await queries
      .deleteFrom("assignment")
      .where("target_id", "in", ids)
      .where("type", "in", ["UserProject", "GroupProject"])
      .execute();
    await queries.deleteFrom("credential").where("project_id", "in", ids).execute();
    await queries.deleteFrom("application_credential").where("project_id", "in", ids).execute();
    await queries.deleteFrom("access_token").where("project_id", "in", ids).execute();
    await queries.deleteFrom("request_token").where("requested_project_id", "in", ids).execute();
    await queries
      .updateTable("trust")
      .set({ deleted_at: toDatetime(engine, nowMs) })
      .where("project_id", "in", ids)
      .where("deleted_at", "is", null)
      .execute();
    await queries.deleteFrom("limit").where("project_id", "in", ids).execute();
    await queries.deleteFrom("project_endpoint").where("project_id", "in", ids).execute();
    await queries.deleteFrom("project_endpoint_group").where("project_id", "in", ids).execute();
    await queries.updateTable("user").set({ default_project_id: null }).where("default_project_id", "in", ids).execute();
    await queries.deleteFrom("project_tag").where("project_id", "in", ids).execute();
    await queries.deleteFrom("project_option").where("project_id", "in", ids).execute();
    return [];
  });
  // One by one: MariaDB checks the reference to the parent at each row, even within one statement.
  for (const id of projectIds) await queries.deleteFrom("project").where("id", "=", id).execute();
}
