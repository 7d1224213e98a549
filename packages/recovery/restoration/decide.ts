import type { ProtectionPlan } from "../document/index.ts";
import type { Manifest, ManifestServer, ManifestVolume } from "../manifest/index.ts";
import { byStage, mappedName } from "./mapped.ts";
import { obstaclesOf } from "./obstacles.ts";
import type { Restoration, RestorationStep, SiteStock } from "./types.ts";

/**
 * What brings a point up at the backup site: records first, then all volumes at the same time, then the servers by the plan's stages, each with its
 * volumes and its health before those of the next stage boot. Nothing is done while there is an obstacle.
 */
export function decideRestoration(plan: ProtectionPlan, manifest: Manifest, stock: SiteStock): Restoration {
  const obstacles = obstaclesOf(plan, manifest, stock);
  const ofServers = byStage(plan, manifest).flatMap((servers) => [
    servers.map((server) => boot(plan, server)),
    // Devices are given in the order of attaching: the next one only when the one before is there.
    ...attachments(servers),
    servers.map(({ id }): RestorationStep => ({ act: "check-health", serverId: id })),
  ]);
  const stages = [imports(manifest, stock), manifest.volumes.map(restore), ...ofServers];
  return { stages: stages.filter((steps) => steps.length > 0), obstacles };
}

/** In any order: Cinder asks for a parent when it restores (measured). One that is there already is not imported again: 400. */
function imports({ volumes }: Manifest, { backups }: SiteStock): readonly RestorationStep[] {
  const all = new Map(volumes.flatMap(({ chain }) => chain.map((backup) => [backup.id, backup] as const)));
  return [...all.values()]
    .filter(({ id }) => !backups.has(id))
    .map(({ id, backupService, backupUrl }) => ({ act: "import-record", backupId: id, backupService, backupUrl }));
}

function restore({ id, name, sizeGib, volumeType, chain }: ManifestVolume): RestorationStep {
  return { act: "restore-volume", volumeId: id, backupId: chain.at(-1)?.id ?? "", name, sizeGib, volumeType };
}

function boot(plan: ProtectionPlan, server: ManifestServer): RestorationStep {
  const { id, name, metadata, tags, keyName, volumes } = server;
  return {
    ...{ act: "boot-server", serverId: id, name, metadata, tags },
    flavor: mappedName(plan, "flavors", server.flavor),
    keyName: keyName === null ? null : mappedName(plan, "keypairs", keyName),
    availabilityZone: mappedName(plan, "availabilityZones", server.availabilityZone),
    securityGroups: server.securityGroups.map((group) => mappedName(plan, "securityGroups", group)),
    networks: server.networks.map(({ network, fixedIps }) => ({
      network: mappedName(plan, "networks", network),
      fixedIps: plan.maps.fixedIps === "keep" ? fixedIps : [],
    })),
    bootVolumeId: volumes[0]?.volumeId ?? "",
  };
}

function attachments(servers: readonly ManifestServer[]): readonly (readonly RestorationStep[])[] {
  const most = Math.max(0, ...servers.map(({ volumes }) => volumes.length - 1));
  return Array.from({ length: most }, (_, index) =>
    servers.flatMap(({ id, volumes }): readonly RestorationStep[] => {
      const volume = volumes[index + 1];
      return volume === undefined ? [] : [{ act: "attach-volume", serverId: id, ...volume }];
    }),
  );
}
