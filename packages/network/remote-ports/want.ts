import type { LocalNetwork } from "../inventory/index.ts";
import type { SiteCopy } from "../mirror/index.ts";
import type { Wanted, WantedPort } from "./types.ts";

/** What the own Neutron shall have of the other sites. A site without a copy has never been heard. */
export function want(networks: readonly LocalNetwork[], others: ReadonlyMap<string, SiteCopy | undefined>): Wanted {
  const byName = new Map(networks.map((network) => [network.name, network]));
  const ports = [...others].flatMap(([site, copy]) =>
    [...(copy?.ports.values() ?? [])].flatMap((port): readonly WantedPort[] => {
      const network = byName.get(port.network);
      if (network === undefined || network.isLeaving || network.sites?.includes(site) === false) return [];
      return [
        {
          key: `${site}/${port.id}`,
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
        },
      ];
    }),
  );
  return {
    ports,
    unknownSites: new Set([...others].flatMap(([site, copy]) => (copy === undefined ? [site] : []))),
    networks: new Set(networks.map(({ id }) => id)),
    leaving: new Set(networks.flatMap(({ id, isLeaving }) => (isLeaving ? [id] : []))),
  };
}
