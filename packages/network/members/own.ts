import type { FloatingIp, Port } from "@multisite/openstack/network";
import type { OwnPort } from "../inventory/index.ts";
import type { ReadMembers } from "./read.ts";

/** A port of a machine of the own site, with what leads to it. */
export interface Member {
  readonly port: Port;
  readonly network: string;
  readonly floatingIps: readonly FloatingIp[];
}

export function membersIn(network: string, { ports, floatingIps }: ReadMembers): readonly Member[] {
  const leading = Map.groupBy(floatingIps, ({ port_id }) => port_id);
  return ports.map((port) => ({ port, network, floatingIps: leading.get(port.id) ?? [] }));
}

/**
 * What the other sites hear of it: a port that is reached at its floating IPs, without those that went to another site. Undefined: nothing
 * leads to it, and nobody is to be told.
 */
export function asHeard({ port, network, floatingIps }: Member, isElsewhere: (address: string) => boolean): OwnPort | undefined {
  const addresses = floatingIps.map((one) => one.floating_ip_address).filter((address) => !isElsewhere(address));
  if (addresses.length === 0) return undefined;
  const { id, name, mac_address: mac } = port;
  return { id, network, name, mac, addresses: addresses.toSorted(), vtep: undefined, isUp: true, pairs: [] };
}
