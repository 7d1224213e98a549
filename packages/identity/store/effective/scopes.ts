import type { Queries } from "../database.ts";
import { readRoleGraph, rolesLeadingTo } from "./role-graph.ts";
import { listSourcesOfUser } from "./sources.ts";
import { readWorld } from "./world.ts";

/** Where a user has at least one role that a token would show. */
export interface UserScopes {
  readonly projectIds: readonly string[];
  readonly domainIds: readonly string[];
}

/**
 * The projects and domains that a user can get a token for. Costs as much as the user's own assignments and the projects
 * below them, however many others there are (keystone/assignment/core.py, list_projects_for_user and list_domains_for_user).
 */
export async function listUserScopes(queries: Queries, userId: string): Promise<UserScopes> {
  const graph = await readRoleGraph(queries);
  const roleIds = rolesLeadingTo(graph, (roleId) => graph.globalRoleIds.has(roleId));
  const sources = await listSourcesOfUser(queries, { userId }, userId, { roleIds });
  const world = await readWorld(queries, sources, { userId });
  const projectIds = new Set<string>();
  const domainIds = new Set<string>();
  for (const { target, inherited } of sources) {
    if (inherited) {
      const below = target.kind === "domain" ? world.projectsOfDomain(target.id) : world.projectsBelow(target.id);
      for (const id of below) projectIds.add(id);
    } else if (target.kind === "project") projectIds.add(target.id);
    else domainIds.add(target.id);
  }
  return { projectIds: [...projectIds], domainIds: [...domainIds] };
}
