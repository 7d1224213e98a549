import type { Queries } from "../database.ts";

/** Deletes regions, which must be without endpoints, and their policy associations. */
export async function deleteRegionsCascade(queries: Queries, regionIds: readonly string[]): Promise<void> {
  for (const id of regionIds) {
    await queries.deleteFrom("policy_association").where("region_id", "=", id).execute();
    await queries.deleteFrom("region").where("id", "=", id).execute();
  }
}
