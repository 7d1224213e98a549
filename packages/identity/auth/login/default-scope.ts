import type { Identity } from "../../identity.ts";
import { getDomain, getProject } from "../../store/projects.ts";
import { getUser } from "../../store/users.ts";
import type { Scope } from "../scope.ts";

/**
 * A login that names no scope gets the user's default project, when it is enabled and the user has a role on it, and no
 * scope otherwise (keystone/api/_shared/authentication.py, _check_and_set_default_scoping).
 */
export async function applyDefaultScope(identity: Identity, scope: Scope, userId: string): Promise<Scope> {
  if (scope.kind !== "implicit") return scope;
  const queries = identity.database.query;
  const user = await getUser(queries, userId);
  const project = user?.defaultProjectId ? await getProject(queries, user.defaultProjectId) : undefined;
  const domain = project?.domainId ? await getDomain(queries, project.domainId) : undefined;
  if (!project?.enabled || !domain?.enabled) return { kind: "unscoped" };
  const hasRole = await identity.tokens.hasRoleOnProject(userId, project.id);
  return hasRole ? { kind: "project", projectId: project.id } : { kind: "unscoped" };
}
