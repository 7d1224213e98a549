import { fromBoolean, parseExtra, type Queries, toBoolean } from "./database.ts";

/** An endpoint of a service in a region (keystone/catalog/backends/sql.py, Endpoint). */
export interface EndpointRecord {
  readonly id: string;
  readonly interface: string;
  readonly regionId: string | null;
  readonly serviceId: string;
  readonly url: string;
  /** What the version 2 of the API called it; no longer shown, but kept. */
  readonly legacyEndpointId: string | null;
  readonly enabled: boolean;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A column that must equal a value. */
export interface EndpointCondition {
  readonly column: "interface" | "service_id" | "region_id";
  readonly value: string;
}

/** An endpoint by ID. */
export async function getEndpoint(queries: Queries, endpointId: string): Promise<EndpointRecord | undefined> {
  const row = await queries.selectFrom("endpoint").selectAll().where("id", "=", endpointId).executeTakeFirst();
  return row && toEndpointRecord(row);
}

/** Endpoints that meet every condition, by ID. */
export async function listEndpoints(queries: Queries, conditions: readonly EndpointCondition[] = []): Promise<EndpointRecord[]> {
  let select = queries.selectFrom("endpoint").selectAll().orderBy("id");
  for (const { column, value } of conditions) select = select.where(column, "=", value);
  return (await select.execute()).map(toEndpointRecord);
}

/** Adds an endpoint. */
export async function insertEndpoint(queries: Queries, endpoint: EndpointRecord): Promise<void> {
  await queries.insertInto("endpoint").values(toRow(endpoint)).execute();
}

/** Writes an endpoint's columns. */
export async function updateEndpointRow(queries: Queries, endpoint: EndpointRecord): Promise<void> {
  const { id, ...changes } = toRow(endpoint);
  await queries.updateTable("endpoint").set(changes).where("id", "=", id).execute();
}

interface EndpointRow {
  id: string;
  legacy_endpoint_id: string | null;
  interface: string;
  service_id: string;
  url: string;
  extra: string | null;
  enabled: number;
  region_id: string | null;
}

function toEndpointRecord(row: EndpointRow): EndpointRecord {
  return {
    id: row.id,
    interface: row.interface,
    regionId: row.region_id,
    serviceId: row.service_id,
    url: row.url,
    legacyEndpointId: row.legacy_endpoint_id,
    enabled: toBoolean(row.enabled),
    extra: parseExtra(row.extra),
  };
}

function toRow(endpoint: EndpointRecord): EndpointRow {
  return {
    id: endpoint.id,
    interface: endpoint.interface,
    region_id: endpoint.regionId,
    service_id: endpoint.serviceId,
    url: endpoint.url,
    legacy_endpoint_id: endpoint.legacyEndpointId,
    enabled: fromBoolean(endpoint.enabled),
    extra: JSON.stringify(endpoint.extra),
  };
}
