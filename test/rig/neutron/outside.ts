import type { NetworkClient } from "../../../packages/openstack/network/index.ts";
import type { Machine } from "../../../rig/neutron/index.ts";

/** Makes the external network `public` of a site. All sites' are one, which the operator's switches carry: each gives addresses of its own. */
export async function makePublic(client: NetworkClient, [start, end]: readonly [string, string]): Promise<void> {
  const { id } = await client.networks.create({
    name: "public",
    "router:external": true,
    "provider:network_type": "flat",
    "provider:physical_network": "external",
  });
  await client.subnets.create({
    network_id: id,
    ip_version: 4,
    cidr: "203.0.113.0/24",
    gateway_ip: null,
    enable_dhcp: false,
    allocation_pools: [{ start, end }],
  });
}

/**
 * Undoes for VRRP, in the machine, what a router does with a floating IP, so that both ends see floating IPs only: VRRPv3 has the addresses
 * of the IP header in its checksum (RFC 5798), which the router changes: "Invalid VRRPv3 checksum" (measured).
 */
export async function speakFrom(machine: Machine, floatingIp: string): Promise<void> {
  const own = machine.port.ipAddress;
  const nat = (rule: string) => machine.run("/usr/sbin/iptables", ["-t", "nat", "-A", ...rule.split(" ")]);
  await machine.run("/usr/sbin/ip", ["addr", "add", `${floatingIp}/32`, "dev", "lo"]);
  for (const { code, stderr } of [
    await nat(`PREROUTING -p 112 -d ${own} -j DNAT --to-destination ${floatingIp}`),
    await nat(`POSTROUTING -p 112 -s ${floatingIp} -j SNAT --to-source ${own}`),
  ])
    if (code !== 0) throw new Error(stderr);
}
