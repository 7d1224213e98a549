import { type AssignmentEntity, toEntity } from "../../assignment/index.ts";
import { notFound } from "../../errors/index.ts";
import { pageAssignments } from "../../store/assignments.ts";
import type { Queries } from "../../store/database.ts";
import { listChildrenBelow, pageEffectiveAssignments, projectsBelow } from "../../store/effective/index.ts";
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

/** The assignments that a query asks for, in pages (keystone/assignment/core.py, list_role_assignments). */
export async function* pageRoleAssignments(
  queries: Queries,
  asked: AssignmentListQuery,
  { includeSubtree, withinDomainId }: AssignmentListBounds,
): AsyncGenerator<AssignmentEntity[], void> {
  const subtreeIds = includeSubtree && asked.projectId ? await readSubtree(queries, asked.projectId) : undefined;
  const pages = asked.effective
    ? pageEffective(queries, asked, subtreeIds, withinDomainId)
    : pageStored(queries, asked, subtreeIds, withinDomainId);
  for await (const page of pages) {
    // The domain as a project of itself is in no domain, and the system neither.
    const isVisible = ({ projectId, system }: AssignmentEntity): boolean => !system && projectId !== withinDomainId;
    yield withinDomainId === undefined ? page : page.filter(isVisible);
  }
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
async function* pageEffective(
  queries: Queries,
  { projectId, userId, roleId, domainId, inherited }: AssignmentListQuery,
  subtreeIds: readonly string[] | undefined,
  withinDomainId: string | undefined,
): AsyncGenerator<AssignmentEntity[], void> {
  const project = projectId === undefined ? undefined : await requireProject(queries, projectId);
  if (userId !== undefined && !(await getUser(queries, userId))) throw notFound("user", userId);
  const filter = { userId, roleId, domainId, project, subtreeIds, inherited, withinDomainId };
  yield* pageEffectiveAssignments(queries, filter);
}

async function* pageStored(
  queries: Queries,
  asked: AssignmentListQuery,
  subtreeIds: readonly string[] = [],
  withinDomainId: string | undefined,
): AsyncGenerator<AssignmentEntity[], void> {
  const { userId, groupId, projectId, domainId, roleId, inherited } = asked;
  const onSystem = asked.system === "all";
  const actor = userId ? { kind: "user" as const, id: userId } : groupId ? { kind: "group" as const, id: groupId } : undefined;
  const targetIds = projectId ? [...subtreeIds, projectId] : domainId ? [domainId] : undefined;
  if (!onSystem) {
    const pages = pageAssignments(queries, {
      actorKind: actor?.kind,
      actorIds: actor && [actor.id],
      targetKind: projectId ? "project" : domainId ? "domain" : undefined,
      targetIds,
      roleIds: roleId === undefined ? undefined : [roleId],
      inherited,
      withinDomainId,
    });
    for await (const page of pages) yield page.map(toEntity);
    if (targetIds !== undefined) return;
  }
  const systemAssignments = await listSystemAssignments(queries, { actor, roleId });
  yield systemAssignments.map(toSystemEntity);
}

function toSystemEntity({ actor, roleId }: Awaited<ReturnType<typeof listSystemAssignments>>[number]): AssignmentEntity {
  return { ...(actor.kind === "user" ? { userId: actor.id } : { groupId: actor.id }), system: true, roleId };
}
