import type { AddressPair, FixedIp, Port } from "@multisite/openstack/network";

/** What a connector asks of a port: what the rules look at, and what other sites are told. It is about a third of what Neutron would say. */
export const KNOWN_FIELDS = [
  "id",
  "name",
  "network_id",
  "mac_address",
  "fixed_ips",
  "status",
  "device_id",
  "device_owner",
  "security_groups",
  "allowed_address_pairs",
  "binding:host_id",
  "binding:vif_type",
] as const satisfies readonly (keyof Port)[];

export type KnownPort = Pick<Port, (typeof KNOWN_FIELDS)[number]>;

/**
 * Takes ports out of answers as they shall be kept: the one that is known already, when nothing of it has changed; else without what was not
 * asked for, and with one copy of what nearly all of them say.
 */
export function createKeeping(known: (id: string) => KnownPort | undefined): (port: KnownPort) => KnownPort {
  const texts = new Map<string, string>();
  const groups = new Map<string, readonly string[]>();
  function share<Text extends string>(text: Text): Text {
    const shared = texts.get(text);
    if (shared === undefined) texts.set(text, text);
    return (shared ?? text) as Text;
  }
  function shareAll(all: readonly string[]): readonly string[] {
    const text = all.join(" ");
    const shared = groups.get(text) ?? all;
    groups.set(text, shared);
    return shared;
  }
  return (port) => {
    const before = known(port.id);
    if (before !== undefined && isSamePort(before, port)) return before;
    const host = port["binding:host_id"];
    const vifType = port["binding:vif_type"];
    const pairs = port.allowed_address_pairs;
    return {
      id: port.id,
      name: port.name,
      network_id: share(port.network_id),
      mac_address: port.mac_address,
      fixed_ips: port.fixed_ips.map(({ subnet_id, ip_address }) => ({ subnet_id: share(subnet_id), ip_address })),
      status: share(port.status),
      device_id: port.device_id,
      device_owner: share(port.device_owner),
      security_groups: shareAll(port.security_groups),
      ...(pairs === undefined ? {} : { allowed_address_pairs: pairs.length === 0 ? NO_PAIRS : pairs }),
      ...(host === undefined ? {} : { "binding:host_id": share(host) }),
      ...(vifType === undefined ? {} : { "binding:vif_type": share(vifType) }),
    };
  };
}

const NO_PAIRS: readonly AddressPair[] = [];

function isSamePort(one: KnownPort, other: KnownPort): boolean {
  return (
    one.name === other.name &&
    one.network_id === other.network_id &&
    one.mac_address === other.mac_address &&
    one.status === other.status &&
    one.device_id === other.device_id &&
    one.device_owner === other.device_owner &&
    one["binding:host_id"] === other["binding:host_id"] &&
    one["binding:vif_type"] === other["binding:vif_type"] &&
    isSameList(one.fixed_ips, other.fixed_ips, isSameIp) &&
    isSameList(one.security_groups, other.security_groups, (id, otherId) => id === otherId) &&
    (one.allowed_address_pairs === undefined) === (other.allowed_address_pairs === undefined) &&
    isSameList(one.allowed_address_pairs ?? NO_PAIRS, other.allowed_address_pairs ?? NO_PAIRS, isSamePair)
  );
}

function isSameList<Item>(one: readonly Item[], other: readonly Item[], isSame: (one: Item, other: Item) => boolean): boolean {
  return one.length === other.length && one.every((item, index) => isSame(item, other[index] as Item));
}

function isSameIp(one: FixedIp, other: FixedIp): boolean {
  return one.subnet_id === other.subnet_id && one.ip_address === other.ip_address;
}

function isSamePair(one: AddressPair, other: AddressPair): boolean {
  return one.ip_address === other.ip_address && one.mac_address === other.mac_address;
}
