import type { Network, Router, SecurityGroup, Subnet } from "@multisite/openstack/network";
import { networkTag, SHADOW_OWNER, VIP_OWNER } from "../../shadows/index.ts";
import type { SeenHere, SeenPort, WantedHere } from "../types.ts";

/** By its tag; or, when it was made and not yet tagged, by the description that it was made with. */
export function madeNetworkOf({ network }: Pick<WantedHere, "network">, { networks }: SeenHere): Network | undefined {
  const mark = networkTag(network.name);
  return networks.find(({ tags }) => tags?.includes(mark)) ?? networks.find(({ description }) => description === mark);
}

export function madeSubnetOf(made: Network, { subnets }: SeenHere): Subnet | undefined {
  return subnets.find(({ network_id }) => network_id === made.id);
}

export function madeGroupOf({ network }: Pick<WantedHere, "network">, { groups }: SeenHere): SecurityGroup | undefined {
  return groups.find(({ description }) => description === networkTag(network.name));
}

/** Ports that keep an address free, by its name in the document. */
export function reservationsOf({ ports }: SeenHere): ReadonlyMap<string, SeenPort> {
  return new Map(ports.flatMap((port) => (port.device_owner === VIP_OWNER ? [[port.device_id, port] as const] : [])));
}

/** Of machines: neither ours nor Neutron's own. */
export function membersOf<Of extends Pick<SeenPort, "device_owner">>({
  ports,
}: {
  readonly ports: readonly Of[];
}): readonly Of[] {
  const isOurs = (owner: string): boolean => owner === SHADOW_OWNER || owner === VIP_OWNER;
  return ports.filter(({ device_owner }) => !isOurs(device_owner) && !device_owner.startsWith("network:"));
}

export function madeRouterOf({ network }: Pick<WantedHere, "network">, { ways }: SeenHere): Router | undefined {
  return ways?.routers.find(({ description }) => description === networkTag(network.name));
}

/** The port by which a router has joined the network. */
export function interfaceOf(router: Router | undefined, { ports }: SeenHere): SeenPort | undefined {
  if (router === undefined) return undefined;
  return ports.find(
    ({ device_owner, device_id }) => device_owner.startsWith("network:router_interface") && device_id === router.id,
  );
}
