import type { Queries } from "../store/database.ts";

/** The part of a trust that a scope needs; undefined when it is deleted or unknown. */
export async function getTrustForScope(queries: Queries, trustId: string): Promise<{ projectId: string | null } | undefined> {
  const row = await queries
    .selectFrom("trust")
    .select(["project_id"])
    .where("id", "=", trustId)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return row && { projectId: row.project_id };
}
