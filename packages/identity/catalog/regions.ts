import { isDuplicateKey } from "@multisite/kernel/sql";
import { badRequest, conflict, forbiddenText, notFound } from "../errors/index.ts";
import { deleteRegionsCascade } from "../store/cascade/region.ts";
import type { Queries } from "../store/database.ts";
import { getRegion, insertRegion, listRegions, type RegionRecord, updateRegionRow } from "../store/regions.ts";

/** A region by ID, else 404. */
export async function requireRegion(queries: Queries, regionId: string): Promise<RegionRecord> {
  const region = await getRegion(queries, regionId);
  if (!region) throw notFound("region", regionId);
  return region;
}

/** Adds a region. @throws KeystoneError 409 when the ID is taken, 404 when the parent does not exist (keystone/catalog/core.py) */
export async function createRegion(queries: Queries, region: RegionRecord): Promise<void> {
  const duplicate = conflict("region", `Duplicate ID, ${region.id}.`);
  if (await getRegion(queries, region.id)) throw duplicate;
  if (region.parentRegionId !== null) await requireRegion(queries, region.parentRegionId);
  await insertRegion(queries, region).catch((thrown) => {
    throw isDuplicateKey(thrown) ? duplicate : thrown;
  });
}

/** Changes a region. @throws KeystoneError 404 for an unknown parent, 400 for one that is the region itself or below it */
export async function updateRegion(
  queries: Queries,
  regionId: string,
  changes: Partial<Omit<RegionRecord, "id">>,
): Promise<RegionRecord> {
  if (changes.parentRegionId) await requireRegion(queries, changes.parentRegionId);
  const known = await requireRegion(queries, regionId);
  const region = { ...known, ...changes, extra: { ...known.extra, ...changes.extra } };
  await refuseCircle(queries, region);
  await updateRegionRow(queries, region);
  return region;
}

/** keystone/catalog/backends/base.py, _ensure_no_circle_in_hierarchical_regions. */
async function refuseCircle(queries: Queries, region: RegionRecord): Promise<void> {
  const seen = new Set<string>();
  let parentId = region.parentRegionId;
  while (parentId && !seen.has(parentId)) {
    if (parentId === region.id) {
      throw badRequest(`The specified parent region ${parentId} would create a circular region hierarchy.`);
    }
    seen.add(parentId);
    parentId = (await requireRegion(queries, parentId)).parentRegionId;
  }
}

/** Deletes a region and those below it. @throws KeystoneError 403 when any of them has endpoints */
export async function deleteRegion(queries: Queries, regionId: string): Promise<void> {
  await requireRegion(queries, regionId);
  const ids = regionsBelow(await listRegions(queries), regionId);
  const endpoints = await queries.selectFrom("endpoint").select("region_id").distinct().execute();
  if (endpoints.some((endpoint) => endpoint.region_id !== null && ids.includes(endpoint.region_id))) {
    throw forbiddenText(`Unable to delete region ${regionId} because it or its child regions have associated endpoints.`);
  }
  await deleteRegionsCascade(queries, ids.toReversed());
}

/** A region's ID and those of all regions below it, from the top down. */
export function regionsBelow(regions: readonly RegionRecord[], regionId: string): string[] {
  const found = [regionId];
  for (const id of found) {
    for (const region of regions) if (region.parentRegionId === id && !found.includes(region.id)) found.push(region.id);
  }
  return found;
}
