import type { AssignmentEntity, ImpliedRoleIds } from "./types.ts";

/** One step of inference: `roleId`, because of `priorRoleId`. */
interface Inferred {
  readonly roleId: string;
  readonly priorRoleId: string;
}

/**
 * Adds, for every assignment, what its role implies, transitively. Each rule that was followed gives one entry with
 * `indirect.roleId`; entries that differ in nothing are given once (keystone/assignment/core.py, add_implied_roles).
 */
export function addImpliedRoles(entities: readonly AssignmentEntity[], implied: ImpliedRoleIds): AssignmentEntity[] {
  const inferredBy = new Map<string, readonly Inferred[]>();
  const seen = new Set<string>();
  const result = [...entities];
  for (const entity of entities) {
    let inferred = inferredBy.get(entity.roleId);
    if (inferred === undefined) {
      inferred = inferredRoles(entity.roleId, implied);
      inferredBy.set(entity.roleId, inferred);
    }
    if (inferred.length === 0) continue;
    const source = sourceKey(entity);
    for (const { roleId, priorRoleId } of inferred) {
      const key = `${source}/${roleId}/${priorRoleId}`;
      if (seen.has(key)) continue;
      seen.add(key);
      result.push({ ...entity, roleId, indirect: { ...entity.indirect, roleId: priorRoleId } });
    }
  }
  return result;
}

/** Every inference that starts from a role; circles are followed once. */
function inferredRoles(roleId: string, implied: ImpliedRoleIds): Inferred[] {
  const inferred: Inferred[] = [];
  for (const priorRoleId of impliedClosure(roleId, implied)) {
    for (const impliedRoleId of implied.get(priorRoleId) ?? []) inferred.push({ roleId: impliedRoleId, priorRoleId });
  }
  return inferred;
}

/** The role and all roles that it implies, transitively. */
export function impliedClosure(roleId: string, implied: ImpliedRoleIds): Set<string> {
  const closure = new Set([roleId]);
  for (const id of closure) {
    for (const impliedRoleId of implied.get(id) ?? []) closure.add(impliedRoleId);
  }
  return closure;
}

/** What an assignment is besides its role; two that agree in it infer the same entries. */
function sourceKey({ userId, groupId, projectId, domainId, indirect }: AssignmentEntity): string {
  const parts = [userId, groupId, projectId, domainId, indirect?.groupId, indirect?.projectId, indirect?.domainId];
  return parts.map((part) => part ?? "").join("/");
}
