import { type RunningService, startService } from "../service.ts";
import type { Migration } from "../tables.ts";
import { type CinderPlace, cinderSettings } from "./settings.ts";

export const cinderTables: Migration = ["cinder-manage", "db", "sync"];

/** Volumes of a site, and their backups. Its services report some seconds later. */
export function startCinder(
  place: Omit<CinderPlace, "directory">,
  { cephFiles }: { readonly cephFiles: string },
): Promise<RunningService> {
  return startService({
    site: place.site,
    name: "cinder",
    url: `http://${place.address}:${place.port}/`,
    settings: (directory) => cinderSettings({ ...place, directory }),
    programs: ["cinder-api", "cinder-scheduler", "cinder-volume", "cinder-backup"],
    cephFiles,
  });
}
