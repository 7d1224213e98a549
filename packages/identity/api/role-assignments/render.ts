import type { AssignmentEntity } from "../../assignment/index.ts";
import type { Links } from "../http/links.ts";
import type { AssignmentNames } from "./names.ts";

/** An assignment as the list shows it (keystone/api/role_assignments.py, _format_entity). */
export function renderAssignment(links: Links, entity: AssignmentEntity, names: AssignmentNames | undefined): object {
  const { userId, groupId, roleId } = entity;
  return {
    links: renderLinks(links, entity),
    scope: renderScope(entity, names),
    ...(userId === undefined ? {} : { user: names?.user(userId) ?? { id: userId } }),
    ...(groupId === undefined ? {} : { group: names?.group(groupId) ?? { id: groupId } }),
    role: names?.role(roleId) ?? { id: roleId },
  };
}

/** An assignment that came from above is shown as inherited on the project that inherited it. */
function isInherited({ inherited, projectId, indirect }: AssignmentEntity): boolean {
  const fromAbove = indirect?.domainId !== undefined || indirect?.projectId !== undefined;
  return inherited === true || (projectId !== undefined && fromAbove);
}

function renderScope(entity: AssignmentEntity, names: AssignmentNames | undefined): object {
  const { projectId, domainId } = entity;
  const inheritance = isInherited(entity) ? { "OS-INHERIT:inherited_to": "projects" } : {};
  if (projectId !== undefined) return { project: names?.project(projectId) ?? { id: projectId }, ...inheritance };
  if (domainId !== undefined) return { domain: names?.domain(domainId) ?? { id: domainId }, ...inheritance };
  return { system: { all: true } };
}

/** `assignment` leads to the stored grant behind the entry, the others say how it became one. */
function renderLinks(links: Links, entity: AssignmentEntity): object {
  const { userId, roleId, indirect } = entity;
  const grant = [...targetPath(entity), ...actorPath(entity), "roles", indirect?.roleId ?? roleId];
  const assignment = isInherited(entity) ? ["OS-INHERIT", ...grant, "inherited_to_projects"] : grant;
  return {
    ...(indirect?.groupId === undefined ? {} : { membership: links.to("groups", indirect.groupId, "users", String(userId)) }),
    assignment: links.to(...assignment),
    // Keystone's words are the wrong way round, and there is no such path: clients know it so.
    ...(indirect?.roleId === undefined ? {} : { prior_role: links.to("prior_role", roleId, "implies", indirect.roleId) }),
  };
}

function targetPath({ projectId, domainId, indirect }: AssignmentEntity): string[] {
  if (projectId !== undefined) {
    if (indirect?.domainId !== undefined) return ["domains", indirect.domainId];
    return ["projects", indirect?.projectId ?? projectId];
  }
  return domainId === undefined ? ["system"] : ["domains", domainId];
}

function actorPath({ userId, groupId, indirect }: AssignmentEntity): string[] {
  const group = indirect?.groupId ?? groupId;
  return group === undefined ? ["users", String(userId)] : ["groups", group];
}
