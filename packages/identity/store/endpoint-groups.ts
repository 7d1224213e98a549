import type { Queries } from "./database.ts";
import type { EndpointGroupTable } from "./schema/tables.ts";

/** Endpoints by what they have in common; projects are given groups (keystone/catalog/backends/sql.py, EndpointGroup). */
export interface EndpointGroupRecord {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /** `interface`, `service_id` and `region_id` in any combination. */
  readonly filters: Readonly<Record<string, unknown>>;
}

/** An endpoint group by ID. */
export async function getEndpointGroup(queries: Queries, groupId: string): Promise<EndpointGroupRecord | undefined> {
  const row = await queries.selectFrom("endpoint_group").selectAll().where("id", "=", groupId).executeTakeFirst();
  return row && toRecord(row);
}

/** Endpoint groups by ID; `names` must all equal the name. */
export async function listEndpointGroups(queries: Queries, names: readonly string[] = []): Promise<EndpointGroupRecord[]> {
  let select = queries.selectFrom("endpoint_group").selectAll().orderBy("id");
  for (const name of names) select = select.where("name", "=", name);
  return (await select.execute()).map(toRecord);
}

/** The endpoint groups of a project, by ID. */
export async function listEndpointGroupsOfProject(queries: Queries, projectId: string): Promise<EndpointGroupRecord[]> {
  const rows = await queries
    .selectFrom("endpoint_group")
    .innerJoin("project_endpoint_group", "project_endpoint_group.endpoint_group_id", "endpoint_group.id")
    .selectAll("endpoint_group")
    .where("project_endpoint_group.project_id", "=", projectId)
    .orderBy("endpoint_group.id")
    .execute();
  return rows.map(toRecord);
}

/** The projects that have an endpoint group. */
export async function listProjectIdsOfEndpointGroup(queries: Queries, groupId: string): Promise<string[]> {
  const rows = await queries
    .selectFrom("project_endpoint_group")
    .select("project_id")
    .where("endpoint_group_id", "=", groupId)
    .orderBy("project_id")
    .execute();
  return rows.map((row) => row.project_id);
}

/** Adds an endpoint group. */
export async function insertEndpointGroup(queries: Queries, group: EndpointGroupRecord): Promise<void> {
  await queries.insertInto("endpoint_group").values(toRow(group)).execute();
}

/** Writes an endpoint group's columns. */
export async function updateEndpointGroupRow(queries: Queries, group: EndpointGroupRecord): Promise<void> {
  const { id, ...changes } = toRow(group);
  await queries.updateTable("endpoint_group").set(changes).where("id", "=", id).execute();
}

/** Deletes an endpoint group and takes it from its projects (keystone/catalog/backends/sql.py, delete_endpoint_group). */
export async function deleteEndpointGroup(queries: Queries, groupId: string): Promise<void> {
  await queries.deleteFrom("project_endpoint_group").where("endpoint_group_id", "=", groupId).execute();
  await queries.deleteFrom("endpoint_group").where("id", "=", groupId).execute();
}

/** Whether a project has an endpoint group. */
export async function hasEndpointGroup(queries: Queries, projectId: string, groupId: string): Promise<boolean> {
  const row = await queries
    .selectFrom("project_endpoint_group")
    .select("project_id")
    .where("project_id", "=", projectId)
    .where("endpoint_group_id", "=", groupId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Gives a project an endpoint group; a second time fails on the primary key. */
export async function addEndpointGroupToProject(queries: Queries, projectId: string, groupId: string): Promise<void> {
  await queries.insertInto("project_endpoint_group").values({ project_id: projectId, endpoint_group_id: groupId }).execute();
}

/** Takes an endpoint group from a project. */
export async function removeEndpointGroupFromProject(queries: Queries, projectId: string, groupId: string): Promise<void> {
  await queries
    .deleteFrom("project_endpoint_group")
    .where("project_id", "=", projectId)
    .where("endpoint_group_id", "=", groupId)
    .execute();
}

function toRecord(row: EndpointGroupTable): EndpointGroupRecord {
  return { id: row.id, name: row.name, description: row.description, filters: JSON.parse(row.filters) };
}

function toRow(group: EndpointGroupRecord): EndpointGroupTable {
  return { id: group.id, name: group.name, description: group.description, filters: JSON.stringify(group.filters) };
}
