import type { Queries } from "../database.ts";
import { inChunks } from "../in-chunks.ts";

/** The parents of a project, nearest first; the last one is its domain. */
export async function listParentIds(queries: Queries, parentId: string | null): Promise<string[]> {
  const parents: string[] = [];
  for (let id = parentId; id !== null && !parents.includes(id); ) {
    parents.push(id);
    const row = await queries.selectFrom("project").select("parent_id").where("id", "=", id).executeTakeFirst();
    id = row?.parent_id ?? null;
  }
  return parents;
}

/** The children of every project below the given ones, by parent: level by level, since `parent_id` has no index on SQLite. */
export async function listChildrenBelow(
  queries: Queries,
  projectIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const children = new Map<string, string[]>();
  const seen = new Set(projectIds);
  for (let level: readonly string[] = projectIds; level.length > 0; ) {
    const rows = await inChunks(level, (chunk) =>
      queries.selectFrom("project").select(["id", "parent_id"]).where("parent_id", "in", chunk).execute(),
    );
    for (const row of rows) {
      const parentId = String(row.parent_id);
      children.set(parentId, [...(children.get(parentId) ?? []), row.id]);
    }
    level = rows.map((row) => row.id).filter((id) => !seen.has(id));
    for (const id of level) seen.add(id);
  }
  return children;
}

/** All projects below one, without itself. */
export function projectsBelow(projectId: string, children: ReadonlyMap<string, readonly string[]>): string[] {
  const below = new Set(children.get(projectId) ?? []);
  for (const id of below) {
    for (const child of children.get(id) ?? []) below.add(child);
  }
  return [...below];
}

/** The projects of each of the domains. */
export async function listProjectIdsOfDomains(
  queries: Queries,
  domainIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await inChunks(domainIds, (chunk) =>
    queries.selectFrom("project").select(["id", "domain_id"]).where("domain_id", "in", chunk).execute(),
  );
  const projects = new Map<string, string[]>();
  for (const row of rows) {
    const known = projects.get(row.domain_id);
    if (known) known.push(row.id);
    else projects.set(row.domain_id, [row.id]);
  }
  return projects;
}
