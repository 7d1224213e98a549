import type { RegionRecord } from "../../store/regions.ts";
import { unknownAttributes } from "../http/attributes.ts";

/** What a body says of a region; null and no description are the same, the column knows no null (keystone/catalog/core.py). */
export function readRegion(body: Readonly<Record<string, unknown>>): Partial<Omit<RegionRecord, "id">> {
  return {
    ...("description" in body ? { description: (body.description as string | null) ?? "" } : {}),
    ...("parent_region_id" in body ? { parentRegionId: body.parent_region_id as string | null } : {}),
    extra: unknownAttributes(body, ["description", "parent_region_id"]),
  };
}

/** A region as answers show it; `links` may be among the attributes that Keystone does not know. */
export interface RegionBody {
  readonly id: string;
  readonly links?: object;
  readonly [attribute: string]: unknown;
}

/** keystone/catalog/backends/sql.py, Region. */
export function renderRegion(region: RegionRecord): RegionBody {
  return { ...region.extra, id: region.id, description: region.description, parent_region_id: region.parentRegionId };
}
