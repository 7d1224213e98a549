import type { ProtectionPlan } from "../document/index.ts";
import type { Manifest, ManifestServer } from "../manifest/index.ts";

export type MapKind = "networks" | "flavors" | "keypairs" | "securityGroups" | "availabilityZones";

/** What a thing of the primary site is called at the backup site. */
export function mappedName({ maps }: ProtectionPlan, kind: MapKind, name: string): string {
  return maps[kind].find(({ from }) => from === name)?.to ?? name;
}

/** What a server needs, by kind, in the primary site's words. */
export function neededBy(server: ManifestServer): Readonly<Record<MapKind, readonly string[]>> {
  return {
    networks: server.networks.map(({ network }) => network),
    flavors: [server.flavor],
    keypairs: server.keyName === null ? [] : [server.keyName],
    securityGroups: server.securityGroups,
    availabilityZones: [server.availabilityZone],
  };
}

/** Servers of one stage of the plan after the other; of a group that the plan has no more, the last. */
export function byStage({ vms }: ProtectionPlan, { servers }: Manifest): readonly (readonly ManifestServer[])[] {
  const stages = new Map(vms.map(({ name, stage }) => [name, stage]));
  const grouped = Map.groupBy(servers, ({ group }) => stages.get(group) ?? Number.POSITIVE_INFINITY);
  return [...grouped].toSorted(([one], [other]) => one - other).map(([, some]) => some);
}
