import type { FixedIp } from "@multisite/openstack/network";
import { conflict, invalidInput, NeutronFault } from "../faults.ts";
import { type NeutronState, portsOf, type StoredSubnet, subnetOf, subnetsOf } from "../state.ts";
import { contains, rangeOf, toText } from "./address.ts";
import { parseCidr, usableOf } from "./cidr.ts";

/** The addresses that a request asks for, or one out of a pool for each version of IP that the network has subnets of. */
export function allocate(
  state: NeutronState,
  networkId: string,
  wanted: readonly Partial<FixedIp>[] | undefined,
  portId: string | undefined,
): readonly FixedIp[] {
  const taken = new Set(
    portsOf(state, networkId)
      .filter(({ id }) => id !== portId)
      .flatMap(({ fixed_ips }) => fixed_ips.map(({ ip_address }) => ip_address)),
  );
  const subnets = subnetsOf(state, networkId);
  if (wanted === undefined) return [4, 6].flatMap((version) => fromAny(subnets, version, taken, networkId));
  return wanted.map((one) => {
    const subnet = subnetFor(state, { networkId, subnets }, one);
    const { ip_address } = one;
    if (ip_address === undefined) return { subnet_id: subnet.id, ip_address: fromPools([subnet], taken, networkId) };
    if (taken.has(ip_address)) {
      const text = `IP address ${ip_address} already allocated in subnet ${subnet.id}`;
      throw conflict("IpAddressAlreadyAllocated", text);
    }
    return { subnet_id: subnet.id, ip_address };
  });
}

interface Place {
  readonly networkId: string;
  readonly subnets: readonly StoredSubnet[];
}

function subnetFor(
  state: NeutronState,
  { networkId, subnets }: Place,
  { subnet_id, ip_address }: Partial<FixedIp>,
): StoredSubnet {
  if (subnets.length === 0) throw invalidInput("IP allocation requires subnets for network");
  if (subnet_id !== undefined) {
    const subnet = subnets.find(({ id }) => id === subnet_id);
    if (subnet === undefined) {
      subnetOf(state, subnet_id);
      const why = `because fixed_ips included invalid subnet ${subnet_id}`;
      throw invalidInput(`Failed to create port on network ${networkId}, ${why}`);
    }
    if (ip_address !== undefined && !isUsable(subnet, ip_address)) {
      const text = `IP address ${ip_address} is not a valid IP for the specified subnet.`;
      throw new NeutronFault(400, "InvalidIpForSubnet", text);
    }
    return subnet;
  }
  if (ip_address === undefined) throw invalidInput("IP allocation requires subnet_id or ip_address");
  const subnet = subnets.find((one) => isUsable(one, ip_address));
  if (subnet !== undefined) return subnet;
  const text = `IP address ${ip_address} is not a valid IP for any of the subnets on the specified network.`;
  throw new NeutronFault(400, "InvalidIpForNetwork", text);
}

export function isUsable({ cidr }: StoredSubnet, address: string): boolean {
  const parsed = parseCidr(cidr);
  return parsed !== undefined && contains(usableOf(parsed), address);
}

function fromAny(
  subnets: readonly StoredSubnet[],
  version: number,
  taken: ReadonlySet<string>,
  networkId: string,
): readonly FixedIp[] {
  const candidates = subnets.filter(({ ip_version }) => ip_version === version);
  if (candidates.length === 0) return [];
  const ip_address = fromPools(candidates, taken, networkId);
  return [{ subnet_id: candidates.find((subnet) => isUsable(subnet, ip_address))?.id ?? "", ip_address }];
}

/** The lowest that is free; the real one draws it. */
function fromPools(subnets: readonly StoredSubnet[], taken: ReadonlySet<string>, networkId: string): string {
  for (const pool of subnets.flatMap(({ allocation_pools }) => allocation_pools)) {
    const { version, first, last } = rangeOf(pool);
    for (let address = first; address <= last; address++) {
      const text = toText(address, version);
      if (!taken.has(text)) return text;
    }
  }
  throw conflict("IpAddressGenerationFailure", `No more IP addresses available on network ${networkId}.`);
}
