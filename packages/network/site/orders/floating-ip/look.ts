import type { FloatingIp, Network, NetworkClient, Port, Subnet } from "@multisite/openstack/network";
import { includes, parseAddress } from "../../../addresses/index.ts";
import { type FloatingIpLook, networksWith } from "../../../floating-ips/index.ts";
import { FLOATING_IP_OWNER } from "../../../shadows/index.ts";
import type { SiteWorld } from "../types.ts";
import { lookAtTarget } from "./target.ts";

/** How an address stands here; with a port, also what there is for the address to come to it. */
export async function lookAtFloatingIp(world: SiteWorld, address: string, port: string | null): Promise<FloatingIpLook> {
  const { site, cloud, moves } = world;
  const { holders, users, outside, external } = await seenOf(cloud.neutron, address);
  const heard = moves.get(address);
  const kept = users.some(isReservation);
  return {
    site,
    heard: heard === undefined ? null : { address, to: heard.to, epoch: heard.epoch },
    isFenced: heard?.isFenced ?? false,
    despite: heard?.despite ?? [],
    hasFence: cloud.fence !== undefined,
    holders: holders.map(({ id, port_id, status, description }) => ({
      id,
      portId: port_id,
      status,
      description: description ?? "",
    })),
    usedBy: userOf(users),
    isGivenOut: holders.length === 0 && !kept && poolWith(outside, address) !== undefined,
    target: port === null ? null : await lookAtTarget(cloud.neutron, external, port),
  };
}

/** An external network with its subnets. */
export interface OutsideNetwork {
  readonly network: Network;
  readonly subnets: readonly Subnet[];
}

interface Seen {
  readonly holders: readonly FloatingIp[];
  /** Ports on external networks that have the address, without those of floating IPs. */
  readonly users: readonly Port[];
  /** External networks, and those of them with a subnet of the address. */
  readonly external: readonly OutsideNetwork[];
  readonly outside: readonly OutsideNetwork[];
}

export async function seenOf(neutron: NetworkClient, address: string): Promise<Seen> {
  const [holders, ports, networks] = await Promise.all([
    neutron.floatingIps.list({ floating_ip_address: address }),
    neutron.ports.list({ fixed_ips: [`ip_address=${address}`] } as object),
    outsideOf(neutron),
  ]);
  const outside = networksWith(
    networks.map((one) => ({ ...one, cidrs: one.subnets.map(({ cidr }) => cidr) })),
    address,
  );
  const ids = new Set(networks.map(({ network }) => network.id));
  const users = ports.filter(({ network_id, device_owner }) => ids.has(network_id) && device_owner !== "network:floatingip");
  return { holders, users, external: networks, outside };
}

async function outsideOf(neutron: NetworkClient): Promise<readonly OutsideNetwork[]> {
  const networks = await neutron.networks.list({ "router:external": true });
  if (networks.length === 0) return [];
  const subnets = await neutron.subnets.list({ network_id: networks.map(({ id }) => id) });
  return networks.map((network) => ({ network, subnets: subnets.filter(({ network_id }) => network_id === network.id) }));
}

/** Of ours: it keeps an address that is in another site from being given out here. */
export function isReservation({ device_owner }: Port): boolean {
  return device_owner === FLOATING_IP_OWNER;
}

function userOf(users: readonly Port[]): string | null {
  const other = users.find((port) => !isReservation(port));
  return other === undefined ? null : `port ${other.id}${other.device_owner === "" ? "" : ` (${other.device_owner})`}`;
}

/** The subnet from whose pools Neutron would give the address to anybody. */
export function poolWith(outside: readonly OutsideNetwork[], address: string): Subnet | undefined {
  const number = parseAddress(address) ?? -1;
  return outside
    .flatMap(({ subnets }) => subnets)
    .find(({ allocation_pools }) =>
      allocation_pools.some(({ start, end }) =>
        includes({ first: parseAddress(start) ?? 0, last: parseAddress(end) ?? -1 }, number),
      ),
    );
}
