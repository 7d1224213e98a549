import type { AddressPair, PortChange } from "@multisite/openstack/network";
import type { Action } from "../types.ts";
import type { Pair } from "./match.ts";

/** What Neutron changes on a port that is there. The agents hear of another address by themselves. */
export function update({ wanted, shadow }: Pair): readonly Action[] {
  const change: PortChange = {
    ...(wanted.name === shadow.name ? {} : { name: wanted.name }),
    ...(isSame(wanted.addresses.map(addressText), shadow.fixed_ips.map(addressText)) ? {} : { fixed_ips: wanted.addresses }),
    ...(isSame(wanted.pairs.map(pairOf(wanted.mac)), (shadow.allowed_address_pairs ?? []).map(pairOf(wanted.mac)))
      ? {}
      : { allowed_address_pairs: wanted.pairs }),
    ...(isSame(wanted.securityGroups, shadow.security_groups) ? {} : { security_groups: wanted.securityGroups }),
  };
  return Object.keys(change).length === 0 ? [] : [{ act: "update-port", key: wanted.key, id: shadow.id, change }];
}

function addressText({ subnet_id, ip_address }: { readonly subnet_id: string; readonly ip_address: string }): string {
  return `${subnet_id} ${ip_address}`;
}

/** Neutron writes the port's own MAC into a pair that has none. */
function pairOf(mac: string): (pair: AddressPair) => string {
  return ({ ip_address, mac_address = mac }) => `${mac_address} ${ip_address}`;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false;
  // As a rule they are in the same order too: this is asked of every port in each look at everything.
  return one.every((text, index) => text === other[index]) || new Set([...one, ...other]).size === new Set(one).size;
}
