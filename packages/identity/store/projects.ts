import { fromBoolean, parseExtra, type Queries, toBoolean } from "./database.ts";
import { inChunks } from "./in-chunks.ts";
import type { ProjectTable } from "./schema/tables.ts";

/** The row that all domains hang under; it is in no list (keystone/resource/backends/base.py, NULL_DOMAIN_ID). */
export const ROOT_DOMAIN_ID = "<<keystone.domain.root>>";

/** A project, or a domain (`isDomain`), which Keystone stores in the same table. */
export interface ProjectRecord {
  readonly id: string;
  readonly name: string;
  /** Null for a domain. */
  readonly domainId: string | null;
  readonly parentId: string | null;
  /** Null only where a client stored null. */
  readonly description: string | null;
  readonly enabled: boolean;
  readonly isDomain: boolean;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A project or a domain by ID. */
export async function getProject(queries: Queries, projectId: string): Promise<ProjectRecord | undefined> {
  if (projectId === ROOT_DOMAIN_ID) return undefined;
  const row = await queries.selectFrom("project").selectAll().where("id", "=", projectId).executeTakeFirst();
  return row && toProjectRecord(row);
}

/** A project by its name within a domain. */
export async function getProjectByName(queries: Queries, name: string, domainId: string): Promise<ProjectRecord | undefined> {
  const row = await queries
    .selectFrom("project")
    .selectAll()
    .where("name", "=", name)
    .where("domain_id", "=", domainId)
    .executeTakeFirst();
  return row && toProjectRecord(row);
}

/** A domain by ID; a project of that ID does not count. */
export async function getDomain(queries: Queries, domainId: string): Promise<ProjectRecord | undefined> {
  const project = await getProject(queries, domainId);
  return project?.isDomain ? project : undefined;
}

/** A domain by name. */
export function getDomainByName(queries: Queries, name: string): Promise<ProjectRecord | undefined> {
  return getProjectByName(queries, name, ROOT_DOMAIN_ID);
}

/** The row's columns under their own names. */
export function toProjectRecord(row: Omit<ProjectTable, "is_domain"> & { is_domain: number }): ProjectRecord {
  return {
    id: row.id,
    name: row.name,
    domainId: row.domain_id === ROOT_DOMAIN_ID ? null : row.domain_id,
    parentId: row.parent_id,
    description: row.description,
    enabled: toBoolean(row.enabled),
    isDomain: toBoolean(row.is_domain),
    extra: parseExtra(row.extra),
  };
}

/** A column that must equal a value; booleans are columns of 0 and 1. */
export interface ProjectCondition {
  readonly column: "name" | "domain_id" | "parent_id" | "enabled" | "is_domain";
  readonly value: string | boolean;
}

/** Projects and domains that meet every condition, by ID. */
export async function listProjects(queries: Queries, conditions: readonly ProjectCondition[]): Promise<ProjectRecord[]> {
  let select = queries.selectFrom("project").selectAll().where("id", "!=", ROOT_DOMAIN_ID).orderBy("id");
  for (const { column, value } of conditions) {
    select = select.where(column, "=", typeof value === "boolean" ? fromBoolean(value) : value);
  }
  return (await select.execute()).map(toProjectRecord);
}

/** The projects directly below another, or below a domain. */
export function listChildren(queries: Queries, parentId: string): Promise<ProjectRecord[]> {
  return listProjects(queries, [{ column: "parent_id", value: parentId }]);
}

/** Every project below, level by level (keystone/resource/backends/sql.py, list_projects_in_subtree). */
export async function listSubtree(queries: Queries, projectId: string): Promise<ProjectRecord[]> {
  const subtree: ProjectRecord[] = [];
  const seen = new Set([projectId]);
  let level = [projectId];
  while (level.length > 0) {
    const children = await inChunks(level, (parentIds) =>
      queries.selectFrom("project").selectAll().where("parent_id", "in", parentIds).orderBy("id").execute(),
    );
    const found = children.filter((row) => !seen.has(row.id)).map(toProjectRecord);
    subtree.push(...found);
    level = found.map((project) => project.id);
    for (const id of level) seen.add(id);
  }
  return subtree;
}

/** The parent, its parent, and so on up to the domain (keystone/resource/backends/sql.py, list_project_parents). */
export async function listParents(queries: Queries, project: ProjectRecord): Promise<ProjectRecord[]> {
  const parents: ProjectRecord[] = [];
  const seen = new Set([project.id]);
  let parentId = project.parentId;
  while (parentId !== null && !seen.has(parentId)) {
    seen.add(parentId);
    const parent = await getProject(queries, parentId);
    if (!parent) break;
    parents.push(parent);
    parentId = parent.parentId;
  }
  return parents;
}

/** Adds a project or a domain; a second one of the name in the domain fails on the unique key. */
export async function insertProject(queries: Queries, project: ProjectRecord): Promise<void> {
  await queries.insertInto("project").values(toRow(project)).execute();
}

/** Writes a project's columns. */
export async function updateProjectRow(queries: Queries, project: ProjectRecord): Promise<void> {
  const { id, ...changes } = toRow(project);
  await queries.updateTable("project").set(changes).where("id", "=", id).execute();
}

function toRow(project: ProjectRecord) {
  return {
    id: project.id,
    name: project.name,
    domain_id: project.domainId ?? ROOT_DOMAIN_ID,
    parent_id: project.parentId,
    description: project.description,
    enabled: fromBoolean(project.enabled),
    is_domain: fromBoolean(project.isDomain),
    extra: JSON.stringify(project.extra),
  };
}
