import type { FixedIp } from "@multisite/openstack/network";
import { NeutronFault } from "./faults.ts";
import type { NeutronState, StoredSubnet } from "./state.ts";

/** The addresses that a request asks for, or one out of the pool for each subnet of the network. */
export function allocate(
  state: NeutronState,
  networkId: string,
  wanted: readonly Partial<FixedIp>[] | undefined,
  portId: string | undefined,
): readonly FixedIp[] {
  const taken = new Set(
    [...state.ports.values()]
      .filter((port) => port.network_id === networkId && port.id !== portId)
      .flatMap(({ fixed_ips }) => fixed_ips.map(({ ip_address }) => ip_address)),
  );
  const subnets = [...state.subnets.values()].filter(({ network_id }) => network_id === networkId);
  const asked: readonly Partial<FixedIp>[] = wanted ?? subnets.slice(0, 1).map(({ id }) => ({ subnet_id: id }));
  return asked.map(({ subnet_id, ip_address }) => {
    const subnet = subnets.find(({ id, cidr }) =>
      subnet_id === undefined ? isWithin(cidr, ip_address ?? "") : id === subnet_id,
    );
    if (subnet === undefined)
      throw new NeutronFault(
        400,
        "InvalidIpForNetwork",
        `IP address ${ip_address} is not a valid IP for any of the subnets on the specified network.`,
      );
    if (ip_address === undefined) return { subnet_id: subnet.id, ip_address: fromPool(subnet, taken, networkId) };
    if (!isWithin(subnet.cidr, ip_address))
      throw new NeutronFault(400, "InvalidIpForSubnet", `IP address ${ip_address} is not a valid IP for the specified subnet.`);
    if (taken.has(ip_address))
      throw new NeutronFault(
        409,
        "IpAddressAlreadyAllocated",
        `IP address ${ip_address} already allocated in subnet ${subnet.id}`,
      );
    return { subnet_id: subnet.id, ip_address };
  });
}

function fromPool({ allocation_pools }: StoredSubnet, taken: ReadonlySet<string>, networkId: string): string {
  for (const { start, end } of allocation_pools) {
    for (let address = toNumber(start); address <= toNumber(end); address++) {
      const text = toText(address);
      if (!taken.has(text)) return text;
    }
  }
  throw new NeutronFault(409, "IpAddressGenerationFailure", `No more IP addresses available on network ${networkId}.`);
}

function isWithin(cidr: string, address: string): boolean {
  const [network = "", length = "0"] = cidr.split("/");
  const size = 2 ** (32 - Number(length));
  return Math.floor(toNumber(address) / size) === Math.floor(toNumber(network) / size);
}

function toNumber(address: string): number {
  return address.split(".").reduce((value, part) => value * 256 + Number(part), 0);
}

function toText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
