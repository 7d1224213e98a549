import { completeProjects, type Project } from "../../projects/project.ts";
import type { Queries } from "../../store/database.ts";
import { listUserScopes } from "../../store/effective/index.ts";
import { inChunks } from "../../store/in-chunks.ts";
import { ROOT_DOMAIN_ID, toProjectRecord } from "../../store/projects.ts";

/** The projects that a user can get a token for, disabled ones too (keystone/assignment/core.py, list_projects_for_user). */
export async function listProjectsOfUser(queries: Queries, userId: string): Promise<Project[]> {
  return readProjects(queries, (await listUserScopes(queries, userId)).projectIds);
}

/** The domains that a user can get a token for (keystone/assignment/core.py, list_domains_for_user). */
export async function listDomainsOfUser(queries: Queries, userId: string): Promise<Project[]> {
  const domains = await readProjects(queries, (await listUserScopes(queries, userId)).domainIds);
  return domains.filter((domain) => domain.isDomain);
}

async function readProjects(queries: Queries, ids: readonly string[]): Promise<Project[]> {
  const rows = await inChunks(ids, (chunk) =>
    queries.selectFrom("project").selectAll().where("id", "in", chunk).where("id", "!=", ROOT_DOMAIN_ID).orderBy("id").execute(),
  );
  return completeProjects(queries, rows.map(toProjectRecord));
}
