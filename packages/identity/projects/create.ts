import { badRequest, forbiddenText, notFound } from "../errors/index.ts";
import type { Identity } from "../identity.ts";
import { changeOptions, projectOptions } from "../options/index.ts";
import type { Queries } from "../store/database.ts";
import { getDomain, getProject, insertProject, listParents, type ProjectRecord } from "../store/projects.ts";
import { replaceTags } from "../store/tags.ts";
import { orNameConflict, orTagConflict } from "./conflict.ts";
import type { ProjectFields } from "./fields.ts";
import { maximumParents } from "./hierarchy.ts";
import { assertNotFederated, assertUrlSafeName } from "./names.ts";
import { type Project, requireProject } from "./project.ts";

/**
 * Adds a project, or a domain when the fields say so, at its place in the tree (keystone/resource/core.py, create_project).
 * 404 for a domain or parent that does not exist, 400 and 403 for a place that is not allowed, 409 for a taken name.
 */
export async function createProject(
  identity: Identity,
  queries: Queries,
  id: string,
  fields: ProjectFields & { readonly name: string },
): Promise<Project> {
  assertUrlSafeName("Project", fields.name, identity.config);
  const domainId = fields.domainId ?? null;
  const record: ProjectRecord = {
    id,
    name: fields.name.trim(),
    domainId,
    parentId: fields.parentId || domainId,
    description: fields.description === undefined ? "" : fields.description,
    enabled: fields.enabled ?? true,
    isDomain: fields.isDomain ?? false,
    extra: fields.extra,
  };
  if (record.isDomain) assertDomainPlace(record);
  else await assertProjectPlace(identity, queries, record);
  const tags = fields.tags ?? [];
  await orNameConflict(record, () => insertProject(queries, record));
  await orTagConflict(() => replaceTags(queries, id, tags));
  await changeOptions(queries, "project_option", projectOptions, id, fields.options);
  return { ...(await requireProject(queries, id)), tags };
}

/** keystone/resource/core.py, _assert_is_domain_project_constraints. */
function assertDomainPlace(domain: ProjectRecord): void {
  assertNotFederated(domain.id, domain.name);
  if (domain.parentId) throw badRequest("only root projects are allowed to act as domains.");
}

/** keystone/resource/core.py, _assert_regular_project_constraints and _enforce_project_constraints. */
async function assertProjectPlace(identity: Identity, queries: Queries, project: ProjectRecord): Promise<void> {
  const domain = await getDomain(queries, project.domainId ?? "");
  if (!domain) throw notFound("domain", project.domainId ?? "");
  const parent = await getProject(queries, project.parentId ?? "");
  if (!parent) throw notFound("project", project.parentId ?? "");
  assertSameDomain(parent, domain.id);
  const parents = [...(await listParents(queries, parent)), parent];
  const disabled = parents.find((candidate) => !candidate.enabled);
  if (disabled) throw badRequest(`cannot create a project in a branch containing a disabled project: ${disabled.id}`);
  const { DEFAULT, unified_limit: unifiedLimit } = identity.config;
  if (parents.length > maximumParents(DEFAULT.max_project_tree_depth, unifiedLimit.enforcement_model)) {
    throw forbiddenText(`Max hierarchy depth reached for ${parent.id} branch.`);
  }
}

function assertSameDomain(parent: ProjectRecord, domainId: string): void {
  if (parent.isDomain && parent.id !== domainId) {
    throw badRequest(
      `Cannot create project, the parent (${parent.id}) is acting as a domain, ` +
        `but this project's domain id (${domainId}) does not match the parent's id.`,
    );
  }
  if (!parent.isDomain && parent.domainId !== domainId) {
    throw badRequest(
      `Cannot create project, since it specifies its domain_id ${domainId}, ` +
        `but specifies a parent in a different domain (${parent.domainId}).`,
    );
  }
}
