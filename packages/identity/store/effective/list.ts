import { type AssignmentEntity, addImpliedRoles, expandAssignment } from "../../assignment/index.ts";
import type { Queries } from "../database.ts";
import type { EffectiveFilter } from "./filter.ts";
import { readRoleGraph, rolesLeadingTo } from "./role-graph.ts";
import { listSources } from "./sources.ts";
import { readWorld } from "./world.ts";

/**
 * The assignments that affect users: groups and inheritance expanded, implied roles added, domain-specific roles left out
 * (keystone/assignment/core.py, _list_effective_role_assignments). Reads only assignments that can affect the result.
 *
 * Deviation: for a domain that acts as a project, Keystone takes inherited assignments from every domain into account,
 * because the missing domain ID turns its filter off; here only what is assigned on it counts.
 */
export async function listEffectiveAssignments(queries: Queries, filter: EffectiveFilter): Promise<AssignmentEntity[]> {
  const { userId, project, subtreeIds, roleId } = filter;
  if (filter.domainId && filter.inherited) return [];
  const graph = await readRoleGraph(queries);
  const isShown = (id: string): boolean => graph.globalRoleIds.has(id) && (roleId === undefined || id === roleId);
  const sources = await listSources(queries, filter, rolesLeadingTo(graph, isShown));
  const world = await readWorld(queries, sources, filter);
  const expanded = sources.flatMap((source) => expandAssignment(source, world, { userId, projectId: project?.id, subtreeIds }));
  return addImpliedRoles(expanded, graph.implied).filter((entity) => isShown(entity.roleId));
}
