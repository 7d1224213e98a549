import { parseExtra, type Queries, toBoolean } from "./database.ts";
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
  readonly description: string;
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
    description: row.description ?? "",
    enabled: toBoolean(row.enabled),
    isDomain: toBoolean(row.is_domain),
    extra: parseExtra(row.extra),
  };
}
