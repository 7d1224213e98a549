import { call } from "../../../packages/openstack/session/index.ts";
import { type NeutronSite, post, type SubnetOfNetwork } from "../../../rig/neutron/index.ts";

/** A network of a tenant behind a router with a way out to a flat network `203.0.113.0/24`, from which floating IPs are taken. */
export async function createRoutedNetwork(
  site: NeutronSite,
  pool?: readonly [string, string],
): Promise<SubnetOfNetwork & { readonly externalId: string }> {
  const external = await post<{ id: string }>(site, "network", {
    name: "outside",
    "router:external": true,
    "provider:network_type": "flat",
    "provider:physical_network": "external",
  });
  const pools = pool && { allocation_pools: [{ start: pool[0], end: pool[1] }] };
  await post(site, "subnet", { network_id: external.id, ip_version: 4, cidr: "203.0.113.0/24", enable_dhcp: false, ...pools });
  const network = await post<{ id: string; mtu: number }>(site, "network", { name: "tenant" });
  const subnet = await post<{ id: string; gateway_ip: string }>(site, "subnet", {
    network_id: network.id,
    ip_version: 4,
    cidr: "10.78.0.0/24",
    enable_dhcp: false,
  });
  const router = await post<{ id: string }>(site, "router", { external_gateway_info: { network_id: external.id } });
  const body = { subnet_id: subnet.id };
  await call(site.access, { method: "PUT", path: `/routers/${router.id}/add_router_interface`, body });
  return { networkId: network.id, subnetId: subnet.id, mtu: network.mtu, gateway: subnet.gateway_ip, externalId: external.id };
}

/** Lets echo requests of everybody in, at the group that every port of the site's administrator has. */
export async function allowEcho(site: NeutronSite): Promise<void> {
  const path = "/security-groups?name=default";
  const groups = await call<{ security_groups: readonly { id: string; project_id: string }[] }>(site.access, {
    method: "GET",
    path,
  });
  for (const { id } of groups.security_groups) {
    const rule = { security_group_id: id, direction: "ingress", protocol: "icmp", ethertype: "IPv4" };
    const body = { security_group_rule: rule };
    await call(site.access, { method: "POST", path: "/security-group-rules", body });
  }
}
