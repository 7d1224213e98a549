import type { Queries } from "../database.ts";
import { inChunks } from "../in-chunks.ts";

/**
 * Deletes endpoints with their associations to projects and policies (keystone/catalog/core.py,
 * _on_project_or_endpoint_delete). Keystone leaves the policy associations behind, and answers 404 to lists that meet them.
 */
export async function deleteEndpointsCascade(queries: Queries, endpointIds: readonly string[]): Promise<void> {
  await inChunks(endpointIds, async (ids) => {
    await queries.deleteFrom("project_endpoint").where("endpoint_id", "in", ids).execute();
    await queries.deleteFrom("policy_association").where("endpoint_id", "in", ids).execute();
    await queries.deleteFrom("endpoint").where("id", "in", ids).execute();
    return [];
  });
}
