import type { Selectable } from "kysely";
import type { Queries } from "./database.ts";
import type { RegisteredLimitTable } from "./schema/tables.ts";

/** What a limit is about: a resource of a service, in a region or in none. */
export interface LimitedResource {
  readonly serviceId: string;
  readonly regionId: string | null;
  readonly resourceName: string;
}

/** The default of a resource for every project (keystone/limit/backends/sql.py, RegisteredLimitModel). */
export interface RegisteredLimitRecord extends LimitedResource {
  readonly id: string;
  readonly defaultLimit: number;
  readonly description: string | null;
}

/** A column that must equal a value. */
export interface RegisteredLimitCondition {
  readonly column: "service_id" | "region_id" | "resource_name";
  readonly value: string;
}

/** A registered limit by ID. */
export async function getRegisteredLimit(queries: Queries, id: string): Promise<RegisteredLimitRecord | undefined> {
  const row = await queries.selectFrom("registered_limit").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toRecord(row);
}

/** Registered limits that meet every condition, oldest first. */
export async function listRegisteredLimits(
  queries: Queries,
  conditions: readonly RegisteredLimitCondition[],
): Promise<RegisteredLimitRecord[]> {
  let select = queries.selectFrom("registered_limit").selectAll().orderBy("internal_id");
  for (const { column, value } of conditions) select = select.where(column, "=", value);
  return (await select.execute()).map(toRecord);
}

/** The registered limit of exactly this resource; one without a region is not that of any region. */
export async function findRegisteredLimit(
  queries: Queries,
  { serviceId, regionId, resourceName }: LimitedResource,
): Promise<RegisteredLimitRecord | undefined> {
  const select = queries
    .selectFrom("registered_limit")
    .selectAll()
    .where("service_id", "=", serviceId)
    .where("resource_name", "=", resourceName);
  const row = await (regionId === null ? select.where("region_id", "is", null) : select.where("region_id", "=", regionId))
    .orderBy("internal_id")
    .executeTakeFirst();
  return row && toRecord(row);
}

/** Adds a registered limit. No unique key keeps a second one of the resource out: ask first, in the same transaction. */
export async function insertRegisteredLimit(queries: Queries, limit: RegisteredLimitRecord): Promise<void> {
  await queries.insertInto("registered_limit").values(toRow(limit)).execute();
}

/** Writes a registered limit's columns. */
export async function updateRegisteredLimit(queries: Queries, limit: RegisteredLimitRecord): Promise<void> {
  const { id, ...changes } = toRow(limit);
  await queries.updateTable("registered_limit").set(changes).where("id", "=", id).execute();
}

export async function deleteRegisteredLimit(queries: Queries, id: string): Promise<void> {
  await queries.deleteFrom("registered_limit").where("id", "=", id).execute();
}

function toRow(limit: RegisteredLimitRecord) {
  return {
    id: limit.id,
    service_id: limit.serviceId,
    region_id: limit.regionId,
    resource_name: limit.resourceName,
    default_limit: limit.defaultLimit,
    description: limit.description,
  };
}

function toRecord(row: Selectable<RegisteredLimitTable>): RegisteredLimitRecord {
  return {
    id: row.id,
    serviceId: row.service_id ?? "",
    regionId: row.region_id,
    resourceName: row.resource_name ?? "",
    defaultLimit: row.default_limit,
    description: row.description,
  };
}
