import type { DirectAssignment, ExpansionWorld } from "../../assignment/index.ts";
import type { Queries } from "../database.ts";
import type { EffectiveFilter } from "./filter.ts";
import { listMembers } from "./memberships.ts";
import { listChildrenBelow, listProjectIdsOfDomains, projectsBelow } from "./project-tree.ts";

/** Reads the groups and projects that the expansion of these assignments asks for, and no others. */
export async function readWorld(
  queries: Queries,
  sources: readonly DirectAssignment[],
  { userId, project, subtreeIds = [] }: EffectiveFilter,
): Promise<ExpansionWorld> {
  const groupIds = userId === undefined ? idsOf(sources, (source) => source.actor.kind === "group" && source.actor.id) : [];
  const members = await listMembers(queries, groupIds);
  const inherited = sources.filter((source) => source.inherited);
  const domainIds = idsOf(inherited, ({ target }) => project === undefined && target.kind === "domain" && target.id);
  const domainProjects = await listProjectIdsOfDomains(queries, domainIds);
  const within = project === undefined ? undefined : new Set([...subtreeIds, project.id]);
  const roots = idsOf(inherited, ({ target }) => target.kind === "project" && (within?.has(target.id) ?? true) && target.id);
  const children = await listChildrenBelow(queries, roots);
  const below = new Map(roots.map((id) => [id, projectsBelow(id, children)]));
  return {
    membersOf: (groupId) => members.get(groupId) ?? [],
    projectsOfDomain: (domainId) => domainProjects.get(domainId) ?? [],
    projectsBelow: (projectId) => below.get(projectId) ?? [],
  };
}

function idsOf(sources: readonly DirectAssignment[], idOf: (source: DirectAssignment) => string | false): string[] {
  return [...new Set(sources.map(idOf).filter((id) => id !== false))];
}
