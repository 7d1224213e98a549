import { forbiddenText } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import { type DeletedDomainContents, deleteDomainContents } from "../store/cascade/domain.ts";
import { deleteProjectsCascade } from "../store/cascade/project.ts";
import type { Queries } from "../store/database.ts";
import { listChildren, listProjects } from "../store/projects.ts";
import { recordRevocation } from "../store/revocation-events.ts";
import { leavesFirst } from "./hierarchy.ts";
import { assertDeletable } from "./immutable.ts";
import { completeProjects, type Project } from "./project.ts";

/** What went with a project or a domain. */
export interface DeletedResources extends DeletedDomainContents {
  readonly projectIds: readonly string[];
}

/** Deletes a project without children, or a disabled domain with all that is in it (keystone/resource/core.py, delete_project). */
export async function deleteProject(identity: Identity, queries: Queries, project: Project): Promise<DeletedResources> {
  assertDeletable(project);
  if (project.isDomain) return deleteDomain(identity, queries, project);
  const children = await listChildren(queries, project.id);
  if (children.length > 0) {
    throw forbiddenText(
      `Cannot delete the project ${project.id} since it is not a leaf in the hierarchy. ` +
        "Use the cascade option if you want to delete a whole subtree.",
    );
  }
  await deleteProjects(identity, queries, [project.id]);
  return { projectIds: [project.id], userIds: [], groupIds: [], memberIds: [] };
}

async function deleteDomain(identity: Identity, queries: Queries, domain: Project): Promise<DeletedResources> {
  if (domain.enabled) throw forbiddenText("Cannot delete a domain that is enabled, please disable it first.");
  const projects = await completeProjects(queries, await listProjects(queries, [{ column: "domain_id", value: domain.id }]));
  const roots = projects.filter((project) => project.parentId === domain.id);
  const ordered = leavesFirst(roots, projects);
  for (const project of ordered) assertDeletable(project);
  const projectIds = [...ordered.map((project) => project.id), domain.id];
  const { database, clock } = identity;
  const contents = await deleteDomainContents(database.engine, queries, domain.id, clock.nowMs());
  await deleteProjects(identity, queries, projectIds);
  for (const userId of new Set([...contents.userIds, ...contents.memberIds])) {
    await recordRevocation(identity, queries, { userId });
  }
  return { ...contents, projectIds };
}

async function deleteProjects(identity: Identity, queries: Queries, projectIds: readonly string[]): Promise<void> {
  await deleteProjectsCascade(identity.database.engine, queries, projectIds, identity.clock.nowMs());
  for (const projectId of projectIds) await recordRevocation(identity, queries, { projectId });
}
