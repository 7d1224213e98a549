import { notFound } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import { readProjectScope } from "../validation/reads.ts";
import { effectiveRoles, expandImpliedRoles } from "../validation/roles.ts";
import { idsOfKind } from "../validation/subject.ts";

/** IDs of the roles that a user has on a project: direct, through groups, inherited, and implied. */
export interface ProjectRoles {
  readonly all: ReadonlySet<string>;
  /** Without domain-specific roles, which exist only to imply others. */
  readonly effective: ReadonlySet<string>;
}

/**
 * A user's roles on a project; 404 when there is no such project (keystone/assignment/core.py,
 * get_roles_for_user_and_project and get_roles_for_trustor_and_project).
 */
export async function listProjectRoles(identity: Identity, userId: string, projectId: string): Promise<ProjectRoles> {
  const { database, snapshots } = identity;
  const snapshot = await snapshots.at(database.revision.current());
  const rows = await readProjectScope(database.raw, userId, projectId);
  if (!rows.some((row) => row.kind === "project")) throw notFound("project", projectId);
  const roleIds = idsOfKind(rows, "role");
  return {
    all: expandImpliedRoles(roleIds, snapshot),
    effective: new Set(effectiveRoles(roleIds, snapshot).map((role) => role.id)),
  };
}
