import type { Queries } from "./database.ts";

/** Whether an endpoint is associated with a project (keystone/catalog/backends/sql.py, ProjectEndpoint). */
export async function hasEndpoint(queries: Queries, projectId: string, endpointId: string): Promise<boolean> {
  const row = await queries
    .selectFrom("project_endpoint")
    .select("project_id")
    .where("project_id", "=", projectId)
    .where("endpoint_id", "=", endpointId)
    .executeTakeFirst();
  return row !== undefined;
}

/** The endpoints associated with a project; some may no longer exist. */
export async function listEndpointIdsOfProject(queries: Queries, projectId: string): Promise<string[]> {
  const rows = await queries
    .selectFrom("project_endpoint")
    .select("endpoint_id")
    .where("project_id", "=", projectId)
    .orderBy("endpoint_id")
    .execute();
  return rows.map((row) => row.endpoint_id);
}

/** The projects that an endpoint is associated with. */
export async function listProjectIdsOfEndpoint(queries: Queries, endpointId: string): Promise<string[]> {
  const rows = await queries
    .selectFrom("project_endpoint")
    .select("project_id")
    .where("endpoint_id", "=", endpointId)
    .orderBy("project_id")
    .execute();
  return rows.map((row) => row.project_id);
}

/** Associates an endpoint with a project; a second time fails on the primary key. */
export async function addEndpointToProject(queries: Queries, projectId: string, endpointId: string): Promise<void> {
  await queries.insertInto("project_endpoint").values({ project_id: projectId, endpoint_id: endpointId }).execute();
}

/** Undoes {@link addEndpointToProject}. */
export async function removeEndpointFromProject(queries: Queries, projectId: string, endpointId: string): Promise<void> {
  await queries
    .deleteFrom("project_endpoint")
    .where("project_id", "=", projectId)
    .where("endpoint_id", "=", endpointId)
    .execute();
}
