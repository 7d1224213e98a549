import { rangeOf } from "./addresses/address.ts";
import type { Caller } from "./caller.ts";
import { notFound } from "./faults.ts";
import { holds, readFilters } from "./query/filters.ts";
import { networks } from "./resources/networks.ts";
import { type NeutronState, portsOf, type StoredNetwork, type StoredSubnet, subnetsOf } from "./state.ts";

const filters = { network_id: "id", network_name: "name", project_id: "project_id", tenant_id: "tenant_id" } as const;

/** Requests below `/network-ip-availabilities`: how full pools are. For administrators; others find nothing. */
export function answerAvailabilities(
  state: NeutronState,
  { networkId, query, caller }: { networkId: string | undefined; query: URLSearchParams; caller: Caller },
): object {
  if (networkId !== undefined) {
    const network = caller.isAdmin ? state.networks.get(networkId) : undefined;
    if (network === undefined) throw notFound("Network", networkId);
    return { network_ip_availability: availabilityOf(state, network) };
  }
  const translated = Object.entries(filters).flatMap(([name, attribute]) =>
    query.getAll(name).map((value): [string, string] => [attribute, value]),
  );
  const wanted = readFilters(networks.attributes, new URLSearchParams(translated));
  const found = [...state.networks.values()].filter((network) =>
    wanted.every(([name, values]) => holds(networks.attributes, network, name, values)),
  );
  return { network_ip_availabilities: caller.isAdmin ? found.map((network) => availabilityOf(state, network)) : [] };
}

function availabilityOf(state: NeutronState, network: StoredNetwork): object {
  const subnets = subnetsOf(state, network.id).map((subnet) => subnetAvailability(state, subnet));
  return {
    network_id: network.id,
    network_name: network.name,
    project_id: network.project_id,
    tenant_id: network.project_id,
    subnet_ip_availability: subnets,
    total_ips: subnets.reduce((sum, { total_ips }) => sum + total_ips, 0),
    used_ips: subnets.reduce((sum, { used_ips }) => sum + used_ips, 0),
  };
}

function subnetAvailability(state: NeutronState, { id, name, cidr, ip_version, network_id, allocation_pools }: StoredSubnet) {
  const sizes = allocation_pools.map(rangeOf).map(({ first, last }) => Number(last - first + 1n));
  const used = portsOf(state, network_id).flatMap(({ fixed_ips }) => fixed_ips.filter(({ subnet_id }) => subnet_id === id));
  const total_ips = sizes.reduce((sum, size) => sum + size, 0);
  return { subnet_id: id, subnet_name: name, cidr, ip_version, total_ips, used_ips: used.length };
}
