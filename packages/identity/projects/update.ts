import { badRequest, forbiddenText } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import { changeOptions, projectOptions } from "../options/index.ts";
import type { Queries } from "../store/database.ts";
import { listParents, listSubtree, updateProjectRow } from "../store/projects.ts";
import { replaceTags } from "../store/tags.ts";
import { orNameConflict, orTagConflict } from "./conflict.ts";
import { type ProjectFields, readProjectFields } from "./fields.ts";
import { assertMutable } from "./immutable.ts";
import { assertNotFederated, assertUrlSafeName } from "./names.ts";
import { type Project, requireProject } from "./project.ts";

/**
 * Changes what the body names of a project or a domain; attributes that Keystone does not know are added to those stored
 * (keystone/resource/core.py, _update_project). Its place in the tree is fixed.
 */
export async function updateProject(
  identity: Identity,
  queries: Queries,
  projectId: string,
  body: Readonly<Record<string, unknown>>,
): Promise<Project> {
  const project = await requireProject(queries, projectId);
  if ("domain_id" in body && body.domain_id !== project.domainId) throw badRequest("Cannot change Domain ID");
  assertMutable(project, body);
  if (project.isDomain) assertNotFederated(project.id, project.name);
  const fields = readProjectFields(body);
  const isRenamed = fields.name !== undefined && fields.name !== project.name;
  if (isRenamed) assertUrlSafeName(project.isDomain ? "Domain" : "Project", fields.name, identity.config);
  await assertChangeable(queries, project, fields);

  const changed: Project = {
    ...project,
    name: isRenamed ? fields.name.trim() : project.name,
    description: fields.description === undefined ? project.description : fields.description,
    enabled: fields.enabled ?? project.enabled,
    extra: { ...project.extra, ...fields.extra },
  };
  await orNameConflict(changed, () => updateProjectRow(queries, changed));
  await changeOptions(queries, "project_option", projectOptions, projectId, fields.options);
  const { tags } = fields;
  if (tags !== undefined) await orTagConflict(() => replaceTags(queries, projectId, tags));
  const stored = await requireProject(queries, projectId);
  return tags === undefined ? stored : { ...stored, tags };
}

async function assertChangeable(queries: Queries, project: Project, fields: ProjectFields): Promise<void> {
  if (fields.parentId !== undefined && fields.parentId !== project.parentId) {
    throw forbiddenText("Update of `parent_id` is not allowed.");
  }
  if (fields.isDomain !== undefined && fields.isDomain !== project.isDomain) {
    throw badRequest("Update of `is_domain` is not allowed.");
  }
  const enabled = fields.enabled ?? true;
  if (!project.enabled && enabled) await assertParentsEnabled(queries, project);
  // A domain disables what is in it by being disabled; a project must be the last of its branch.
  if (project.enabled && !enabled && !project.isDomain) await assertSubtreeDisabled(queries, project);
}

/** Keystone checks this also when a disabled project is changed otherwise, because absent counts as enabled. */
async function assertParentsEnabled(queries: Queries, project: Project): Promise<void> {
  const parents = await listParents(queries, project);
  if (parents.some((parent) => !parent.enabled)) {
    throw forbiddenText(`Cannot enable project ${project.id} since it has disabled parents`);
  }
}

async function assertSubtreeDisabled(queries: Queries, project: Project): Promise<void> {
  const subtree = await listSubtree(queries, project.id);
  if (subtree.some((child) => child.enabled)) {
    throw forbiddenText(`Cannot disable project ${project.id} since its subtree contains enabled projects.`);
  }
}
