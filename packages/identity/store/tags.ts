import type { Queries } from "./database.ts";
import { inChunks } from "./in-chunks.ts";

/** The tags of each of the projects, by name; those without any get an empty list. */
export async function listTags(queries: Queries, projectIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>(projectIds.map((id) => [id, []]));
  const rows = await inChunks(projectIds, (chunk) =>
    queries.selectFrom("project_tag").selectAll().where("project_id", "in", chunk).orderBy("name").execute(),
  );
  for (const row of rows) found.get(row.project_id)?.push(row.name);
  return found;
}

/** Makes these the tags of a project; one that is named twice fails on the unique key. */
export async function replaceTags(queries: Queries, projectId: string, tags: readonly string[]): Promise<void> {
  await queries.deleteFrom("project_tag").where("project_id", "=", projectId).execute();
  if (tags.length === 0) return;
  await queries
    .insertInto("project_tag")
    .values(tags.map((name) => ({ project_id: projectId, name })))
    .execute();
}
