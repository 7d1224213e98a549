import type { AllocationPool } from "@multisite/openstack/network";
import { contains, overlap, type Range, rangeOf, toNumber, toText } from "../addresses/address.ts";
import { type Cidr, cidrText, parseCidr, usableOf } from "../addresses/cidr.ts";
import { pythonValue } from "../attributes/python.ts";
import type { Attributes } from "../attributes/types.ts";
import { conflict, invalidInput, NeutronFault } from "../faults.ts";
import type { StoredSubnet } from "../state.ts";

// What can be a subnet (neutron/db/db_base_plugin_v2.py, _validate_subnet; neutron/db/ipam_backend_mixin.py).

const LONGEST_WITH_DHCP = { 4: 30, 6: 126 } as const;

/** A CIDR on a network, among its other subnets. */
export function checkNetwork(given: Attributes, cidr: Cidr, others: readonly StoredSubnet[], networkId: string): void {
  const text = cidrText(cidr);
  if (cidr.version !== given.ip_version) throw invalidInput(`cidr '${text}' does not match the ip_version '${given.ip_version}'`);
  if (given.enable_dhcp === true && cidr.prefix > LONGEST_WITH_DHCP[cidr.version])
    throw invalidInput("Subnet has a prefix length that is incompatible with DHCP service enabled");
  for (const mode of ["ipv6_ra_mode", "ipv6_address_mode"])
    if (cidr.version === 4 && given[mode] !== undefined) throw invalidInput(`${mode} is not valid when ip_version is 4`);
  const isTaken = others.some((other) => {
    const range = parseCidr(other.cidr);
    return range !== undefined && overlap(range, cidr);
  });
  if (isTaken) throw invalidInput(`Requested subnet with cidr: ${text} for network: ${networkId} overlaps with another subnet`);
}

/** One outside of the subnet is allowed; its own and the broadcast address are not. */
export function checkGateway(cidr: Cidr, gateway: string): void {
  if (cidr.version === 4 && contains(cidr, gateway) && !contains(usableOf(cidr), gateway))
    throw invalidInput("Gateway is not valid on subnet");
}

export function checkPools(cidr: Cidr, gateway: string | null, pools: readonly AllocationPool[]): void {
  const backward = pools.find((pool) => rangeOf(pool).first > rangeOf(pool).last);
  if (backward !== undefined)
    throw new NeutronFault(400, "InvalidAllocationPool", `The allocation pool ${pythonValue(backward)} is not valid.`);
  const usable = usableOf(cidr);
  const outer = pools.find((pool) => !contains(usable, pool.start) || !contains(usable, pool.end));
  if (outer !== undefined) {
    const text = `The allocation pool ${poolText(outer)} spans beyond the subnet cidr ${cidrText(cidr)}.`;
    throw new NeutronFault(400, "OutOfBoundsAllocationPool", text);
  }
  for (const [index, pool] of pools.entries()) {
    const other = pools.slice(index + 1).find((one) => overlap(rangeOf(one), rangeOf(pool)));
    if (other === undefined) continue;
    const text = `Found overlapping allocation pools: ${poolText(pool)} ${poolText(other)} for subnet ${cidrText(cidr)}.`;
    throw conflict("OverlappingAllocationPools", text);
  }
  const around = gateway === null ? undefined : pools.find((pool) => contains(rangeOf(pool), gateway));
  if (around !== undefined) {
    const text = `Gateway ip ${gateway} conflicts with allocation pool ${poolText(around)}.`;
    throw conflict("GatewayConflictWithAllocationPools", text);
  }
}

/** All that a port can have, but for the gateway. */
export function poolsOf(cidr: Cidr, gateway: string | null): readonly AllocationPool[] {
  const usable = usableOf(cidr);
  if (gateway === null || !contains(usable, gateway)) return [usable].map(asPool);
  const at = toNumber(gateway);
  const parts: Range[] = [
    { ...usable, last: at - 1n },
    { ...usable, first: at + 1n },
  ];
  return parts.filter(({ first, last }) => first <= last).map(asPool);
}

function asPool({ version, first, last }: Range): AllocationPool {
  return { start: toText(first, version), end: toText(last, version) };
}

function poolText({ start, end }: AllocationPool): string {
  return `${start}-${end}`;
}
