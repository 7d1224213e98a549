import { notFound } from "../errors/index.ts";
import type { Queries } from "../store/database.ts";
import { getService, type ServiceRecord } from "../store/services.ts";

/** A service by ID, else 404. */
export async function requireService(queries: Queries, serviceId: string): Promise<ServiceRecord> {
  const service = await getService(queries, serviceId);
  if (!service) throw notFound("service", serviceId);
  return service;
}
