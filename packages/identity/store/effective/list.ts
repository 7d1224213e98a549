import { type AssignmentEntity, addImpliedRoles, expandAssignment } from "../../assignment/index.ts";
import type { Queries } from "../database.ts";
import type { EffectiveFilter } from "./filter.ts";
import { readRoleGraph, rolesLeadingTo } from "./role-graph.ts";
import { pageSources } from "./sources.ts";
import { readWorld } from "./world.ts";

/**
 * The assignments that affect users: groups and inheritance expanded, implied roles added, domain-specific roles left out
 * (keystone/assignment/core.py, _list_effective_role_assignments). Reads only assignments that can affect the result; long
 * lists come in pages.
 *
 * Deviation: for a domain that acts as a project, Keystone takes inherited assignments from every domain into account,
 * because the missing domain ID turns its filter off; here only what is assigned on it counts.
 */
export async function* pageEffectiveAssignments(
  queries: Queries,
  filter: EffectiveFilter,
): AsyncGenerator<AssignmentEntity[], void> {
  const { userId, project, subtreeIds, roleId } = filter;
  if (filter.domainId && filter.inherited) return;
  const graph = await readRoleGraph(queries);
  const isShown = (id: string): boolean => graph.globalRoleIds.has(id) && (roleId === undefined || id === roleId);
  for await (const sources of pageSources(queries, filter, rolesLeadingTo(graph, isShown))) {
    const world = await readWorld(queries, sources, filter);
    const expanded = sources.flatMap((source) => expandAssignment(source, world, { userId, projectId: project?.id, subtreeIds }));
    yield addImpliedRoles(expanded, graph.implied).filter((entity) => isShown(entity.roleId));
  }
}

/** As {@link pageEffectiveAssignments}, in one piece. */
export async function listEffectiveAssignments(queries: Queries, filter: EffectiveFilter): Promise<AssignmentEntity[]> {
  const entities: AssignmentEntity[] = [];
  for await (const page of pageEffectiveAssignments(queries, filter)) {
    for (const entity of page) entities.push(entity);
  }
  return entities;
}
