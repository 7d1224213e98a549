import { missingAttribute, notFound } from "../errors/index.ts";
import type { Queries } from "../store/database.ts";
import { type EndpointRecord, getEndpoint, insertEndpoint, updateEndpointRow } from "../store/endpoints.ts";
import { getRegion } from "../store/regions.ts";
import { getService } from "../store/services.ts";
import { createRegion } from "./regions.ts";

/** What a request says of an endpoint, and the region that it names in the manner of the API's version 2. */
export interface EndpointChanges extends Partial<Omit<EndpointRecord, "id">> {
  /** Created when it does not exist; counts only without `regionId`. */
  readonly legacyRegion?: string;
}

/** An endpoint, and the region that had to be created for it. */
export interface StoredEndpoint {
  readonly endpoint: EndpointRecord;
  readonly createdRegionId: string | undefined;
}

/** An endpoint by ID, else 404. */
export async function requireEndpoint(queries: Queries, endpointId: string): Promise<EndpointRecord> {
  const endpoint = await getEndpoint(queries, endpointId);
  if (!endpoint) throw notFound("endpoint", endpointId);
  return endpoint;
}

/** Adds an endpoint. @throws KeystoneError 400 for a region or service that does not exist (keystone/catalog/core.py) */
export async function createEndpoint(queries: Queries, base: EndpointRecord, changes: EndpointChanges): Promise<StoredEndpoint> {
  const { fields, createdRegionId } = await settleRegion(queries, changes);
  await requireParts(queries, fields);
  const endpoint = { ...base, ...fields };
  await insertEndpoint(queries, endpoint);
  return { endpoint, createdRegionId };
}

/** Changes an endpoint. @throws KeystoneError 404, or 400 for a region or service that does not exist */
export async function updateEndpoint(queries: Queries, endpointId: string, changes: EndpointChanges): Promise<StoredEndpoint> {
  const { fields, createdRegionId } = await settleRegion(queries, changes);
  await requireParts(queries, fields);
  const known = await requireEndpoint(queries, endpointId);
  const endpoint = { ...known, ...fields, extra: { ...known.extra, ...fields.extra } };
  await updateEndpointRow(queries, endpoint);
  return { endpoint, createdRegionId };
}

/** `region` is `region_id` of a region that may not exist yet (keystone/api/endpoints.py, _validate_endpoint_region). */
async function settleRegion(
  queries: Queries,
  { legacyRegion, ...fields }: EndpointChanges,
): Promise<{ fields: Partial<Omit<EndpointRecord, "id">>; createdRegionId: string | undefined }> {
  if (legacyRegion === undefined) return { fields, createdRegionId: undefined };
  const settled = { ...fields, regionId: legacyRegion };
  if (await getRegion(queries, legacyRegion)) return { fields: settled, createdRegionId: undefined };
  await createRegion(queries, { id: legacyRegion, description: "", parentRegionId: null, extra: {} });
  return { fields: settled, createdRegionId: legacyRegion };
}

async function requireParts(queries: Queries, { regionId, serviceId }: EndpointChanges): Promise<void> {
  if (typeof regionId === "string" && !(await getRegion(queries, regionId))) {
    throw missingAttribute("endpoint region_id", "region table");
  }
  if (serviceId !== undefined && !(await getService(queries, serviceId))) {
    throw missingAttribute("endpoint service_id", "service table");
  }
}
