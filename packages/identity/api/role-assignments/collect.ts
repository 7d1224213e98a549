import { type AssignmentEntity, toEntity } from "../../assignment/index.ts";
import { notFound } from "../../errors/index.ts";
import { listAssignments } from "../../store/assignments.ts";
import type { Queries } from "../../store/database.ts";
import { listChildrenBelow, listEffectiveAssignments, projectsBelow } from "../../store/effective/index.ts";
import { getProject } from "../../store/projects.ts";
import { listSystemAssignments } from "../../store/system-assignments.ts";
import { getUser } from "../../store/users.ts";
import type { AssignmentListQuery } from "./query.ts";

/** What a list is restricted to besides its query. */
export interface AssignmentListBounds {
  /** Also assignments on the projects below the one asked for. */
  readonly includeSubtree: boolean;
  /** Domain of a domain-scoped caller: on it and its projects only. */
  readonly withinDomainId: string | undefined;
}

/** The assignments that a query asks for (keystone/assignment/core.py, list_role_assignments). */
export async function collectAssignments(
  queries: Queries,
  asked: AssignmentListQuery,
  { includeSubtree, withinDomainId }: AssignmentListBounds,
): Promise<AssignmentEntity[]> {
  const subtreeIds = includeSubtree && asked.projectId ? await readSubtree(queries, asked.projectId) : undefined;
  const entities = asked.effective
    ? await collectEffective(queries, asked, subtreeIds, withinDomainId)
    : await collectStored(queries, asked, subtreeIds, withinDomainId);
  if (withinDomainId === undefined) return entities;
  // The domain as a project of itself is in no domain, and the system neither.
  return entities.filter(({ projectId, system }) => !system && projectId !== withinDomainId);
}

async function readSubtree(queries: Queries, projectId: string): Promise<string[]> {
  await requireProject(queries, projectId);
  return projectsBelow(projectId, await listChildrenBelow(queries, [projectId]));
}

async function requireProject(queries: Queries, projectId: string) {
  const project = await getProject(queries, projectId);
  if (!project) throw notFound("project", projectId);
  return project;
}

/** In effective mode a project or user that does not exist is 404, and `scope.system` means nothing, as in Keystone. */
async function collectEffective(
  queries: Queries,
  { projectId, userId, roleId, domainId, inherited }: AssignmentListQuery,
  subtreeIds: readonly string[] | undefined,
  withinDomainId: string | undefined,
): Promise<AssignmentEntity[]> {
  const project = projectId === undefined ? undefined : await requireProject(queries, projectId);
  if (userId !== undefined && !(await getUser(queries, userId))) throw notFound("user", userId);
  const filter = { userId, roleId, domainId, project, subtreeIds, inherited, withinDomainId };
  return listEffectiveAssignments(queries, filter);
}

async function collectStored(
  queries: Queries,
  asked: AssignmentListQuery,
  subtreeIds: readonly string[] = [],
  withinDomainId: string | undefined,
): Promise<AssignmentEntity[]> {
  const { userId, groupId, projectId, domainId, roleId, inherited } = asked;
  const onSystem = asked.system === "all";
  const actor = userId ? { kind: "user" as const, id: userId } : groupId ? { kind: "group" as const, id: groupId } : undefined;
  const targetIds = projectId ? [...subtreeIds, projectId] : domainId ? [domainId] : undefined;
  const onProjectsAndDomains = onSystem
    ? []
    : await listAssignments(queries, {
        actorKind: actor?.kind,
        actorIds: actor && [actor.id],
        targetKind: projectId ? "project" : domainId ? "domain" : undefined,
        targetIds,
        roleIds: roleId === undefined ? undefined : [roleId],
        inherited,
        withinDomainId,
      });
  const entities = onProjectsAndDomains.map(toEntity);
  if (!onSystem && targetIds !== undefined) return entities;
  const systemAssignments = await listSystemAssignments(queries, { actor, roleId });
  return [...entities, ...systemAssignments.map(toSystemEntity)];
}

function toSystemEntity({ actor, roleId }: Awaited<ReturnType<typeof listSystemAssignments>>[number]): AssignmentEntity {
  return { ...(actor.kind === "user" ? { userId: actor.id } : { groupId: actor.id }), system: true, roleId };
}
