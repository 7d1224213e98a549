import { fromBoolean, parseExtra, type Queries, toBoolean } from "./database.ts";

/** A service of the catalog; its name is among the unknown attributes (keystone/catalog/backends/sql.py, Service). */
export interface ServiceRecord {
  readonly id: string;
  readonly type: string | null;
  readonly enabled: boolean;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A service by ID. */
export async function getService(queries: Queries, serviceId: string): Promise<ServiceRecord | undefined> {
  const row = await queries.selectFrom("service").selectAll().where("id", "=", serviceId).executeTakeFirst();
  return row && toServiceRecord(row);
}

/** Services by ID; `types` must all equal the type. */
export async function listServices(queries: Queries, types: readonly string[] = []): Promise<ServiceRecord[]> {
  let select = queries.selectFrom("service").selectAll().orderBy("id");
  for (const type of types) select = select.where("type", "=", type);
  return (await select.execute()).map(toServiceRecord);
}

/** Adds a service. */
export async function insertService(queries: Queries, service: ServiceRecord): Promise<void> {
  await queries.insertInto("service").values(toRow(service)).execute();
}

/** Writes a service's columns. */
export async function updateServiceRow(queries: Queries, service: ServiceRecord): Promise<void> {
  const { id, ...changes } = toRow(service);
  await queries.updateTable("service").set(changes).where("id", "=", id).execute();
}

type ServiceRow = { id: string; type: string | null; enabled: number; extra: string | null };

function toServiceRecord(row: ServiceRow): ServiceRecord {
  return { id: row.id, type: row.type, enabled: toBoolean(row.enabled), extra: parseExtra(row.extra) };
}

function toRow(service: ServiceRecord): ServiceRow {
  return { id: service.id, type: service.type, enabled: fromBoolean(service.enabled), extra: JSON.stringify(service.extra) };
}
