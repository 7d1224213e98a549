import type { ProtectionPlan } from "../document/index.ts";
import type { Manifest } from "../manifest/index.ts";
import { type MapKind, mappedName, neededBy } from "./mapped.ts";
import type { RestorationObstacle, SiteStock } from "./types.ts";

const KINDS: Readonly<Record<MapKind, string>> = {
  networks: "network",
  flavors: "flavor",
  keypairs: "key pair",
  securityGroups: "security group",
  availabilityZones: "availability zone",
};

/** Everything at once, each with what to change: who fails over at night has no second try. */
export function obstaclesOf(plan: ProtectionPlan, manifest: Manifest, stock: SiteStock): readonly RestorationObstacle[] {
  const site = plan.backup.site;
  const missing = new Map<string, RestorationObstacle>();
  for (const server of manifest.servers) {
    const needed = neededBy(server);
    for (const kind of Object.keys(KINDS) as MapKind[]) {
      for (const from of needed[kind]) {
        const to = mappedName(plan, kind, from);
        if (stock[kind].has(to) || missing.has(`${kind} ${from}`)) continue;
        const is = from === to ? to : `${to} (${from} at ${plan.primary.site})`;
        const message = `${site} has no ${KINDS[kind]} ${is}, which ${server.name} needs: make it there, or map ${from} to one that is there.`;
        missing.set(`${kind} ${from}`, { field: `spec.maps.${kind}`, message });
      }
    }
  }
  const types = new Set(manifest.volumes.map(({ volumeType }) => volumeType));
  for (const type of types) {
    if (stock.volumeTypes.has(type)) continue;
    missing.set(`type ${type}`, { field: "volume type", message: `${site} has no volume type ${type}: make one there.` });
  }
  const drivers = new Set(manifest.volumes.flatMap(({ chain }) => chain.map(({ backupService }) => backupService)));
  for (const driver of drivers) {
    if (driver === stock.backupService) continue;
    const message = `The backups were made by ${driver}, and cinder-backup of ${site} runs ${stock.backupService}, which cannot read them: set backup_driver there.`;
    missing.set(`driver ${driver}`, { field: "spec.store.driver", message });
  }
  return [...missing.values()];
}
