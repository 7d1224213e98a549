import type { NetworkClient, Port } from "@multisite/openstack/network";
import { parseAddress } from "../../../addresses/index.ts";
import type { TargetLook, TargetPort } from "../../../floating-ips/index.ts";
import { isNetworkTag } from "../../../shadows/index.ts";
import type { OutsideNetwork } from "./look.ts";

/** What this site has for an address that shall come to a port, which is given by ID or name. */
export async function lookAtTarget(
  neutron: NetworkClient,
  outside: readonly OutsideNetwork[],
  named: string,
): Promise<TargetLook> {
  const byId = await neutron.ports.list({ id: named });
  const ports = byId.length > 0 ? byId : await neutron.ports.list({ name: named });
  const subnetIds = [...new Set(ports.flatMap(({ fixed_ips }) => fixed_ips.map(({ subnet_id }) => subnet_id)))];
  return {
    networks: outside.map(({ network, subnets }) => ({
      id: network.id,
      name: network.name,
      cidrs: subnets.map(({ cidr }) => cidr),
    })),
    ports: await Promise.all(ports.map((port) => targetPort(neutron, port))),
    routers: await routersOf(neutron, subnetIds),
  };
}

async function targetPort(neutron: NetworkClient, { id, project_id, fixed_ips }: Port): Promise<TargetPort> {
  const floatingIps = await neutron.floatingIps.list({ port_id: id });
  return {
    id,
    projectId: project_id,
    addresses: fixed_ips.flatMap(({ ip_address, subnet_id }) =>
      parseAddress(ip_address) === undefined ? [] : [{ address: ip_address, subnetId: subnet_id }],
    ),
    floatingIps: floatingIps.map(({ floating_ip_address, floating_network_id, fixed_ip_address, description }) => ({
      address: floating_ip_address,
      networkId: floating_network_id,
      fixedAddress: fixed_ip_address,
      isOfNetwork: isNetworkTag(description),
    })),
  };
}

/** A router's ends in subnets, whether it is of one host, distributed or highly available. */
const INTERFACES = ["network:router_interface", "network:router_interface_distributed", "network:ha_router_replicated_interface"];

async function routersOf(neutron: NetworkClient, subnetIds: readonly string[]): Promise<TargetLook["routers"]> {
  if (subnetIds.length === 0) return [];
  const ends = await neutron.ports.list({
    device_owner: INTERFACES,
    fixed_ips: subnetIds.map((id) => `subnet_id=${id}`),
  } as object);
  const routers = ends.length === 0 ? [] : await neutron.routers.list({ id: [...new Set(ends.map((one) => one.device_id))] });
  return routers.map(({ id, name, external_gateway_info }) => ({
    name,
    subnetIds: ends.flatMap((end) => (end.device_id === id ? end.fixed_ips.map(({ subnet_id }) => subnet_id) : [])),
    externalNetworkId: external_gateway_info?.network_id ?? null,
  }));
}
