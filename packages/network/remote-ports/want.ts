import type { LocalNetwork, OwnPort } from "../inventory/index.ts";
import type { SiteCopy } from "../mirror/index.ts";
import type { Wanted, WantedPort } from "./types.ts";

/** All that is said of no port. A site without a copy has never been heard. */
export function wantAround(
  networks: readonly LocalNetwork[],
  others: ReadonlyMap<string, SiteCopy | undefined>,
): Omit<Wanted, "ports"> {
  return {
    unknownSites: new Set([...others].flatMap(([site, copy]) => (copy === undefined ? [site] : []))),
    networks: new Set(networks.map(({ id }) => id)),
    leaving: new Set(networks.flatMap(({ id, isLeaving }) => (isLeaving ? [id] : []))),
  };
}

/** One port of another site, in the terms of the own Neutron; undefined when it is on no network that is shared with that site. */
export function wantPort(site: string, port: OwnPort, network: LocalNetwork | undefined): WantedPort | undefined {
  if (network === undefined || network.isLeaving || network.sites?.includes(site) === false) return undefined;
  return {
    key: wantedKey(site, port.id),
    site,
    name: port.name,
    networkId: network.id,
    projectId: network.projectId,
    mac: port.mac,
    addresses: port.addresses.map((ip_address) => ({ subnet_id: network.subnetId, ip_address })),
    vtep: port.vtep,
    isUp: port.isUp,
    pairs: port.pairs,
    securityGroups: network.securityGroups,
  };
}

export function wantedKey(site: string, id: string): string {
  return `${site}/${id}`;
}
