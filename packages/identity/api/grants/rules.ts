import type { DirectAssignment } from "../../assignment/index.ts";
import { forbiddenText, type KeystoneError, notFoundText } from "../../errors/index.ts";
import type { Queries } from "../../store/database.ts";
import { getProject } from "../../store/projects.ts";
import { requireRole } from "../roles/index.ts";
import { requireTarget } from "./parties.ts";

/** The role and the project or domain must exist (keystone/assignment/core.py, get_grant and create_grant). */
export async function requireRoleAndTarget(queries: Queries, { roleId, target }: DirectAssignment): Promise<void> {
  await requireRole(queries, roleId);
  await requireTarget(queries, target);
}

/** A domain's role can be had on projects of that domain only (keystone/exception.py, DomainSpecificRoleMismatch). */
export async function requireMatchingDomain(queries: Queries, { roleId, target }: DirectAssignment): Promise<void> {
  if (target.kind !== "project") return;
  const role = await requireRole(queries, roleId);
  const project = await getProject(queries, target.id);
  if (!role.domainId || project?.domainId === role.domainId) return;
  throw forbiddenText(`Project ${target.id} must be in the same domain as the role ${roleId} being assigned.`);
}

/** 404 (keystone/exception.py, RoleAssignmentNotFound). */
export function assignmentNotFound(roleId: string, actorId: string, targetId: string): KeystoneError {
  return notFoundText(
    `Could not find role assignment with role: ${roleId}, user or group: ${actorId}, project, domain, or system: ${targetId}.`,
  );
}
