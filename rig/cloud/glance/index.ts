import { type RunningService, startService } from "../service.ts";
import type { ServicePlace } from "../settings.ts";
import type { Migration } from "../tables.ts";
import { glanceSettings } from "./settings.ts";

export const glanceTables: Migration = ["glance-manage", "db_sync"];

/** Images of a site. */
export function startGlance(place: Omit<ServicePlace, "directory">): Promise<RunningService> {
  return startService({
    site: place.site,
    name: "glance",
    url: `http://${place.address}:${place.port}/`,
    settings: (directory) => glanceSettings({ ...place, directory }),
    programs: ["glance-api"],
  });
}
