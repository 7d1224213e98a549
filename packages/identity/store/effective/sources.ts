import type { DirectAssignment } from "../../assignment/index.ts";
import { type AssignmentFilter, listAssignments, pageAssignments } from "../assignments.ts";
import type { Queries } from "../database.ts";
import type { EffectiveFilter } from "./filter.ts";
import { listGroupIdsOfUser } from "./memberships.ts";
import { listParentIds } from "./project-tree.ts";

/**
 * The stored assignments of the given roles that can affect an effective list, without roles of all. A list about nobody and
 * nothing in particular comes in pages, each with all assignments of its users and groups.
 */
export async function* pageSources(
  queries: Queries,
  filter: EffectiveFilter,
  roleIds: readonly string[] | undefined,
): AsyncGenerator<DirectAssignment[], void> {
  const { userId, project, domainId, inherited, withinDomainId } = filter;
  const common = { roleIds, withinDomainId };
  if (userId !== undefined) yield listSourcesOfUser(queries, filter, userId, common);
  else if (project !== undefined || domainId !== undefined) yield listSourcesOfActors(queries, filter, common);
  else yield* pageAssignments(queries, { ...common, inherited });
}

/** What affects one user, by themselves and by their groups. */
export async function listSourcesOfUser(
  queries: Queries,
  filter: EffectiveFilter,
  userId: string,
  common: AssignmentFilter,
): Promise<DirectAssignment[]> {
  const groupIds = await listGroupIdsOfUser(queries, userId);
  return [
    ...(await listSourcesOfActors(queries, filter, { ...common, actorKind: "user", actorIds: [userId] })),
    ...(await listSourcesOfActors(queries, filter, { ...common, actorKind: "group", actorIds: groupIds })),
  ];
}

async function listSourcesOfActors(
  queries: Queries,
  { domainId, project, subtreeIds = [], inherited }: EffectiveFilter,
  common: AssignmentFilter,
): Promise<DirectAssignment[]> {
  const onTarget = { ...common, ...targetFilter(domainId, project?.id, subtreeIds) };
  const direct = inherited === true ? [] : await listAssignments(queries, { ...onTarget, inherited: false });
  // Domains inherit nothing.
  if (inherited === false || domainId) return direct;
  const inheritable = { ...common, inherited: true };
  if (project === undefined) return [...direct, ...(await listAssignments(queries, inheritable))];
  const fromDomain =
    project.domainId === null
      ? []
      : await listAssignments(queries, { ...inheritable, targetKind: "domain", targetIds: [project.domainId] });
  const above = await listParentIds(queries, project.parentId);
  const within = subtreeIds.length > 0 ? [...subtreeIds, project.id] : [];
  const targetIds = [...above, ...within];
  const fromProjects = await listAssignments(queries, { ...inheritable, targetKind: "project", targetIds });
  return [...direct, ...fromDomain, ...fromProjects];
}

function targetFilter(domainId: string | undefined, projectId: string | undefined, subtreeIds: readonly string[]) {
  if (projectId) return { targetKind: "project" as const, targetIds: [...subtreeIds, projectId] };
  return domainId ? { targetKind: "domain" as const, targetIds: [domainId] } : {};
}
