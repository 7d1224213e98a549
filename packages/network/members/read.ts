import type { FloatingIp, NetworkClient, Port } from "@multisite/openstack/network";
import { membersOf, type SeenMembers } from "../provision/index.ts";
import { networkTag } from "../shadows/index.ts";
import type { RoutedNetwork } from "./types.ts";

/** What of a network may be other than it was. */
export interface Scope {
  readonly macs: ReadonlySet<string>;
  /** Of other sites' members. */
  readonly addresses: ReadonlySet<string>;
}

export interface ReadMembers extends SeenMembers {
  readonly ports: readonly Port[];
}

type Client = Pick<NetworkClient, "ports" | "floatingIps" | "securityGroupRules" | "networks">;

/** @throws OpenStackError or UnansweredError; then nothing is known, and nothing is done */
export async function readAll(client: Client, { network, networkId, groupId }: RoutedNetwork): Promise<ReadMembers> {
  const [all, marked, rules] = await Promise.all([
    client.ports.list({ network_id: networkId }),
    client.floatingIps.list({ description: networkTag(network.name) }),
    groupId === undefined ? [] : client.securityGroupRules.list({ security_group_id: groupId, direction: "ingress" }),
  ]);
  const ports = membersOf({ ports: all });
  return { ports, rules, floatingIps: merged(marked, await leadingTo(client, ports)) };
}

/** `floatingIpIds` led to ports at these MACs before. Throws as {@link readAll}. */
export async function readSome(
  client: Client,
  { networkId, groupId }: RoutedNetwork,
  { macs, addresses }: Scope,
  floatingIpIds: readonly string[],
): Promise<ReadMembers> {
  const [all, known, rules] = await Promise.all([
    macs.size === 0 ? [] : client.ports.list({ network_id: networkId, mac_address: [...macs] }),
    floatingIpIds.length === 0 ? [] : client.floatingIps.list({ id: floatingIpIds }),
    groupId === undefined || addresses.size === 0
      ? []
      : client.securityGroupRules.list({
          security_group_id: groupId,
          direction: "ingress",
          remote_ip_prefix: [...addresses].map((address) => `${address}/32`),
        }),
  ]);
  const ports = membersOf({ ports: all });
  return { ports, rules, floatingIps: merged(known, await leadingTo(client, ports)) };
}

/** Undefined: the site has no such network now. */
export async function externalOf(client: Client, { network }: RoutedNetwork, site: string): Promise<string | undefined> {
  const name = network.sites.find((one) => one.name === site)?.externalNetwork;
  const found = name === undefined ? [] : await client.networks.list({ name });
  return found.find((one) => one["router:external"])?.id;
}

async function leadingTo(client: Client, ports: readonly Port[]): Promise<readonly FloatingIp[]> {
  return ports.length === 0 ? [] : await client.floatingIps.list({ port_id: ports.map(({ id }) => id) });
}

/** The later list counts: it was read later. */
function merged(one: readonly FloatingIp[], later: readonly FloatingIp[]): readonly FloatingIp[] {
  return [...new Map([...one, ...later].map((floatingIp) => [floatingIp.id, floatingIp])).values()];
}
