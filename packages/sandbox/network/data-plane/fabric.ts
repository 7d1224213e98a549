import type { Host } from "../hosts/host.ts";
import type { SandboxNeutron } from "../neutron/neutron.ts";
import type { StoredPort } from "../neutron/state.ts";

export const BROADCAST = "ff:ff:ff:ff:ff:ff";

/** A frame as an instance sends it. */
export interface Frame {
  readonly destination: string;
  /** The sender's address in it; its port's own when unset. */
  readonly sourceAddress?: string;
}

/** A port that a frame has come to. */
export interface Arrival {
  readonly site: string;
  readonly port: StoredPort;
  /** Whether the port's filter let it in. */
  readonly isAccepted: boolean;
}

/** The hosts of all sites, and the network between them: frames travel by the tables that the hosts have, and by nothing else. */
export interface Fabric {
  /** Sends from a wired port; nothing arrives when it is not wired, or says an address that is not its. */
  send(site: string, portId: string, frame: Frame): readonly Arrival[];
}

export function createFabric(sites: ReadonlyMap<string, SandboxNeutron>): Fabric {
  const placeOf = (vtep: string): Place | undefined => {
    for (const [site, neutron] of sites)
      for (const host of neutron.hosts.values()) if (host.vtep === vtep) return { site, neutron, host };
    return undefined;
  };

  return {
    send(site, portId, { destination, sourceAddress }) {
      const neutron = sites.get(site);
      const from = neutron?.state.ports.get(portId);
      const host = [...(neutron?.hosts.values() ?? [])].find(({ wired }) => wired.has(portId));
      if (neutron === undefined || from === undefined || host === undefined || from.status !== "ACTIVE") return [];
      const source = sourceAddress ?? from.fixed_ips[0]?.ip_address ?? "";
      if (!addressesOf(from).includes(source)) return [];
      const vni = neutron.state.networks.get(from.network_id)?.["provider:segmentation_id"];
      const local = deliver({ site, neutron, host }, from.network_id, from.id, destination, source);
      const isUnicast = destination !== BROADCAST;
      if (isUnicast && local.length > 0) return local;
      const table = host.tables.get(from.network_id);
      const known = table?.unicast.get(destination);
      const vteps = isUnicast && known !== undefined ? [known] : [...(table?.flood ?? [])];
      const remote = vteps.flatMap((vtep) => {
        const place = placeOf(vtep);
        if (place === undefined) return [];
        const networkId = networkWith(place, vni);
        return networkId === undefined ? [] : deliver(place, networkId, undefined, destination, source);
      });
      return [...local, ...remote];
    },
  };
}

interface Place {
  readonly site: string;
  readonly neutron: SandboxNeutron;
  readonly host: Host;
}

/** What comes out of a tunnel is told apart by its VNI alone, and never goes into another tunnel. */
function networkWith({ neutron, host }: Place, vni: number | null | undefined): string | undefined {
  return [...host.tables.keys()].find((id) => neutron.state.networks.get(id)?.["provider:segmentation_id"] === vni);
}

function deliver(
  { site, neutron, host }: Place,
  networkId: string,
  sender: string | undefined,
  destination: string,
  source: string,
): readonly Arrival[] {
  return [...host.wired].flatMap((id) => {
    const port = neutron.state.ports.get(id);
    if (port === undefined || id === sender || port.network_id !== networkId) return [];
    if (destination !== BROADCAST && port.mac_address !== destination) return [];
    return [{ site, port: { ...port }, isAccepted: accepts(neutron, port, source) }];
  });
}

/** A group that lets its members in knows them by the addresses that the own Neutron has of them, pairs included (measured). */
function accepts({ state }: SandboxNeutron, port: StoredPort, source: string): boolean {
  if (port.port_security_enabled === false) return true;
  return [...state.ports.values()].some(
    (member) =>
      member.security_groups.some((group) => port.security_groups.includes(group)) && addressesOf(member).includes(source),
  );
}

function addressesOf({ fixed_ips, allowed_address_pairs = [] }: StoredPort): readonly string[] {
  return [...fixed_ips, ...allowed_address_pairs].map(({ ip_address }) => ip_address);
}
