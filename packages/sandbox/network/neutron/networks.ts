import type { NetworkRequest, SubnetRequest } from "@multisite/openstack/network";
import { NeutronFault, notFound } from "./faults.ts";
import { type NeutronState, networkOf, newId, type StoredNetwork, type StoredSubnet, timeText } from "./state.ts";

/** Out of these Neutron gives segments to networks that ask for none; others are accepted all the same (measured). */
const VNI_RANGE = { first: 1000, last: 1999 };

export function createNetwork(state: NeutronState, request: NetworkRequest): StoredNetwork {
  const used = new Set([...state.networks.values()].map((network) => network["provider:segmentation_id"]));
  const wanted = request["provider:segmentation_id"];
  if (wanted !== undefined && used.has(wanted))
    throw new NeutronFault(409, "TunnelIdInUse", `Unable to create the network. The tunnel ID ${wanted} is in use.`);
  const now = timeText(state.clock.nowMs());
  const network: StoredNetwork = {
    id: newId(state),
    name: request.name ?? "",
    description: request.description ?? "",
    project_id: request.project_id ?? "",
    admin_state_up: true,
    status: "ACTIVE",
    shared: false,
    subnets: [],
    "router:external": false,
    mtu: request.mtu ?? 1450,
    port_security_enabled: true,
    "provider:network_type": request["provider:network_type"] ?? "vxlan",
    "provider:physical_network": null,
    "provider:segmentation_id": wanted ?? freeVni(used),
    tags: [],
    created_at: now,
    updated_at: now,
    revision_number: 1,
  };
  state.networks.set(network.id, network);
  return network;
}

export function deleteNetwork(state: NeutronState, id: string): void {
  networkOf(state, id);
  if ([...state.ports.values()].some(({ network_id }) => network_id === id))
    throw new NeutronFault(
      409,
      "NetworkInUse",
      `Unable to complete operation on network ${id}. There are one or more ports still in use on the network.`,
    );
  for (const subnet of state.subnets.values()) if (subnet.network_id === id) state.subnets.delete(subnet.id);
  state.networks.delete(id);
}

export function createSubnet(state: NeutronState, request: SubnetRequest): StoredSubnet {
  const network = networkOf(state, request.network_id);
  const subnet: StoredSubnet = {
    id: newId(state),
    name: request.name ?? "",
    network_id: network.id,
    project_id: network.project_id,
    ip_version: 4,
    cidr: request.cidr ?? "",
    gateway_ip: request.gateway_ip ?? null,
    allocation_pools: request.allocation_pools ?? [],
    enable_dhcp: request.enable_dhcp ?? true,
    dns_nameservers: [],
    host_routes: [],
    ipv6_address_mode: null,
    ipv6_ra_mode: null,
    tags: [],
  };
  state.subnets.set(subnet.id, subnet);
  network.subnets = [...network.subnets, subnet.id];
  return subnet;
}

export function deleteSubnet(state: NeutronState, id: string): void {
  if (!state.subnets.delete(id)) throw notFound("Subnet", id);
}

function freeVni(used: ReadonlySet<unknown>): number {
  for (let vni = VNI_RANGE.first; vni <= VNI_RANGE.last; vni++) if (!used.has(vni)) return vni;
  throw new NeutronFault(
    503,
    "NoNetworkAvailable",
    "Unable to create the network. No tenant network is available for allocation.",
  );
}
