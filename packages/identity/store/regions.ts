import { parseExtra, type Queries } from "./database.ts";
import type { RegionTable } from "./schema/tables.ts";

/** A region of the catalog (keystone/catalog/backends/sql.py, Region). */
export interface RegionRecord {
  readonly id: string;
  readonly description: string;
  readonly parentRegionId: string | null;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A region by ID. */
export async function getRegion(queries: Queries, regionId: string): Promise<RegionRecord | undefined> {
  const row = await queries.selectFrom("region").selectAll().where("id", "=", regionId).executeTakeFirst();
  return row && toRegionRecord(row);
}

/** Every region, by ID. */
export async function listRegions(queries: Queries): Promise<RegionRecord[]> {
  return (await queries.selectFrom("region").selectAll().orderBy("id").execute()).map(toRegionRecord);
}

/** Adds a region; a second one of the ID fails on the primary key. */
export async function insertRegion(queries: Queries, region: RegionRecord): Promise<void> {
  await queries.insertInto("region").values(toRow(region)).execute();
}

/** Writes a region's columns. */
export async function updateRegionRow(queries: Queries, region: RegionRecord): Promise<void> {
  const { id, ...changes } = toRow(region);
  await queries.updateTable("region").set(changes).where("id", "=", id).execute();
}

function toRegionRecord(row: RegionTable): RegionRecord {
  return { id: row.id, description: row.description, parentRegionId: row.parent_region_id, extra: parseExtra(row.extra) };
}

function toRow(region: RegionRecord): RegionTable {
  return {
    id: region.id,
    description: region.description,
    parent_region_id: region.parentRegionId,
    extra: JSON.stringify(region.extra),
  };
}
