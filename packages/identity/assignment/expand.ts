import { toEntity } from "./entities.ts";
import type { AssignmentEntity, DirectAssignment, Indirect } from "./types.ts";

/** What an expansion must know of groups and of the project tree. */
export interface ExpansionWorld {
  /** Users of a group. */
  membersOf(groupId: string): readonly string[];
  /** All projects of a domain. */
  projectsOfDomain(domainId: string): readonly string[];
  /** All projects below a project, without itself. */
  projectsBelow(projectId: string): readonly string[];
}

/** To whom and what the list is restricted. The assignments given are only such as matter for it. */
export interface ExpansionFilter {
  readonly userId?: string | undefined;
  readonly projectId?: string | undefined;
  /** Projects below `projectId`, if they are asked for too. */
  readonly subtreeIds?: readonly string[] | undefined;
}

/**
 * Replaces group assignments by one for each member and inherited ones by one for each project that inherits
 * (keystone/assignment/core.py, _expand_indirect_assignment).
 */
export function expandAssignment(
  assignment: DirectAssignment,
  world: ExpansionWorld,
  filter: ExpansionFilter,
): AssignmentEntity[] {
  if (!assignment.inherited && assignment.actor.kind === "user") return [toEntity(assignment)];
  const expanded: AssignmentEntity[] = [];
  const targets = assignment.inherited ? inheritingProjects(assignment, world, filter) : undefined;
  for (const actor of usersOf(assignment, world, filter.userId)) {
    if (targets === undefined) {
      expanded.push({ ...actor, ...targetOf(assignment), roleId: assignment.roleId });
      continue;
    }
    const { kind, id } = assignment.target;
    const indirect = { ...actor.indirect, ...(kind === "project" ? { projectId: id } : { domainId: id }) };
    for (const projectId of targets) expanded.push({ userId: actor.userId, projectId, roleId: assignment.roleId, indirect });
  }
  return expanded;
}

function targetOf({ target }: DirectAssignment): { projectId: string } | { domainId: string } {
  return target.kind === "project" ? { projectId: target.id } : { domainId: target.id };
}

function usersOf(
  { actor }: DirectAssignment,
  world: ExpansionWorld,
  userId: string | undefined,
): { userId: string; indirect?: Indirect }[] {
  if (actor.kind === "user") return [{ userId: actor.id }];
  const members = userId === undefined ? world.membersOf(actor.id) : [userId];
  return members.map((memberId) => ({ userId: memberId, indirect: { groupId: actor.id } }));
}

/**
 * Only assignments from above the project, or from within its subtree, were read: so one from outside holds for all projects
 * asked about, and one from inside for what is below it.
 */
function inheritingProjects({ target }: DirectAssignment, world: ExpansionWorld, filter: ExpansionFilter): readonly string[] {
  if (filter.projectId === undefined) {
    return target.kind === "domain" ? world.projectsOfDomain(target.id) : world.projectsBelow(target.id);
  }
  const projectIds = [filter.projectId, ...(filter.subtreeIds ?? [])];
  const isInside = (filter.subtreeIds?.length ?? 0) > 0 && target.kind === "project" && projectIds.includes(target.id);
  return isInside ? world.projectsBelow(target.id) : projectIds;
}
