import type { Queries } from "./database.ts";
import type { LimitedResource } from "./registered-limits.ts";

/** What one project, or one domain, has of a resource instead of the default (keystone/limit/backends/sql.py, LimitModel). */
export interface LimitRecord extends LimitedResource {
  readonly id: string;
  readonly registeredLimitId: string;
  /** Exactly one of `projectId` and `domainId` is set. */
  readonly projectId: string | null;
  readonly domainId: string | null;
  readonly resourceLimit: number;
  readonly description: string | null;
}

/** A column that must equal a value; service, region and resource are those of the registered limit. */
export interface LimitCondition {
  readonly column: "service_id" | "region_id" | "resource_name" | "project_id" | "domain_id" | "registered_limit_id";
  readonly value: string;
}

const QUALIFIED = {
  service_id: "registered_limit.service_id",
  region_id: "registered_limit.region_id",
  resource_name: "registered_limit.resource_name",
  project_id: "limit.project_id",
  domain_id: "limit.domain_id",
  registered_limit_id: "limit.registered_limit_id",
} as const;

/** A limit by ID. */
export async function getLimit(queries: Queries, limitId: string): Promise<LimitRecord | undefined> {
  const row = await selectLimits(queries).where("limit.id", "=", limitId).executeTakeFirst();
  return row && toRecord(row);
}

/** Limits that meet every condition, oldest first. */
export async function listLimits(queries: Queries, conditions: readonly LimitCondition[]): Promise<LimitRecord[]> {
  let select = selectLimits(queries).orderBy("limit.internal_id");
  for (const { column, value } of conditions) select = select.where(QUALIFIED[column], "=", value);
  return (await select.execute()).map(toRecord);
}

/** Adds a limit. No unique key keeps a second one of the project or domain out: ask first, in the same transaction. */
export async function insertLimit(queries: Queries, limit: LimitRecord): Promise<void> {
  await queries
    .insertInto("limit")
    .values({
      id: limit.id,
      project_id: limit.projectId,
      domain_id: limit.domainId,
      resource_limit: limit.resourceLimit,
      description: limit.description,
      registered_limit_id: limit.registeredLimitId,
    })
    .execute();
}

/** Writes what of a limit can change. */
export async function updateLimit(queries: Queries, { id, resourceLimit, description }: LimitRecord): Promise<void> {
  await queries.updateTable("limit").set({ resource_limit: resourceLimit, description }).where("id", "=", id).execute();
}

export async function deleteLimit(queries: Queries, limitId: string): Promise<void> {
  await queries.deleteFrom("limit").where("id", "=", limitId).execute();
}

function selectLimits(queries: Queries) {
  return queries
    .selectFrom("limit")
    .leftJoin("registered_limit", "registered_limit.id", "limit.registered_limit_id")
    .select([
      "limit.id",
      "limit.project_id",
      "limit.domain_id",
      "limit.resource_limit",
      "limit.description",
      "limit.registered_limit_id",
      "registered_limit.service_id",
      "registered_limit.region_id",
      "registered_limit.resource_name",
    ]);
}

type LimitRow = Awaited<ReturnType<ReturnType<typeof selectLimits>["execute"]>>[number];

function toRecord(row: LimitRow): LimitRecord {
  return {
    id: row.id,
    registeredLimitId: row.registered_limit_id ?? "",
    projectId: row.project_id,
    domainId: row.domain_id,
    resourceLimit: row.resource_limit,
    description: row.description,
    serviceId: row.service_id ?? "",
    regionId: row.region_id,
    resourceName: row.resource_name ?? "",
  };
}
