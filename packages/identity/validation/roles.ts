import type { Snapshot } from "./snapshot.ts";
import type { NamedReference } from "./types.ts";

/**
 * The roles and everything that they imply, transitively, each once (keystone/assignment/core.py, add_implied_roles).
 */
export function expandImpliedRoles(roleIds: Iterable<string>, snapshot: Snapshot): Set<string> {
  const expanded = new Set<string>();
  const pending = [...roleIds];
  for (let roleId = pending.pop(); roleId !== undefined; roleId = pending.pop()) {
    if (expanded.has(roleId)) continue;
    expanded.add(roleId);
    pending.push(...(snapshot.impliedRoleIds.get(roleId) ?? []));
  }
  return expanded;
}

/**
 * The roles that a token shows: expanded, and without domain-specific roles, which exist only to imply others
 * (keystone/assignment/core.py, _strip_domain_roles).
 */
export function effectiveRoles(roleIds: Iterable<string>, snapshot: Snapshot): NamedReference[] {
  return namedRoles(expandImpliedRoles(roleIds, snapshot), snapshot).filter(
    (role) => snapshot.roles.get(role.id)?.domainId === null,
  );
}

/** The roles with their names, ordered by name so that equal tokens have equal bodies; IDs without a role are left out. */
export function namedRoles(roleIds: Iterable<string>, snapshot: Snapshot): NamedReference[] {
  const roles = [];
  for (const roleId of roleIds) {
    const role = snapshot.roles.get(roleId);
    if (role) roles.push({ id: role.id, name: role.name });
  }
  return roles.sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
}
