import type { Network, SecurityGroup, Subnet } from "@multisite/openstack/network";
import { networkTag, VIP_OWNER } from "../../shadows/index.ts";
import type { SeenHere, WantedHere } from "../types.ts";

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
export function reservationsOf({ ports }: SeenHere): ReadonlyMap<string, SeenHere["ports"][number]> {
  return new Map(ports.flatMap((port) => (port.device_owner === VIP_OWNER ? [[port.device_id, port] as const] : [])));
}
