import type { Queries } from "../database.ts";
import { deleteEndpointsCascade } from "./endpoint.ts";

/**
 * Deletes a service with its endpoints and its policy associations (keystone/catalog/backends/sql.py, delete_service).
 * Registered limits of the service stay, as in Keystone: projects' limits hang on them.
 */
export async function deleteServiceCascade(queries: Queries, serviceId: string): Promise<void> {
  const endpoints = await queries.selectFrom("endpoint").select("id").where("service_id", "=", serviceId).execute();
  await deleteEndpointsCascade(
    queries,
    endpoints.map((endpoint) => endpoint.id),
  );
  await queries.deleteFrom("policy_association").where("service_id", "=", serviceId).execute();
  await queries.deleteFrom("service").where("id", "=", serviceId).execute();
}
