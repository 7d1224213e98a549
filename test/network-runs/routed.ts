import { parseNetwork, type StretchedNetwork } from "../../packages/network/index.ts";
import { type Clouds, NAMES, type Name } from "./clouds.ts";
import { boot } from "./plane.ts";

const MARK = "multisite-network=backup";

/** The document of a routed network `backup` over all sites. */
export const routed = (generation = 1, change: object = {}): StretchedNetwork =>
  parseNetwork(
    JSON.stringify({
      apiVersion: "multisite/v1",
      kind: "StretchedNetwork",
      metadata: { name: "backup" },
      spec: {
        generation,
        project: "hss",
        type: "routed",
        security: {
          allow: [{ protocol: "icmp" }, { protocol: "udp", portMin: 7003 }, { protocol: "tcp", from: "203.0.113.7/32" }],
        },
        sites: NAMES.map((name, index) => ({
          name,
          cidr: `10.7${index}.0.0/24`,
          pool: { first: `10.7${index}.0.10`, last: `10.7${index}.0.250` },
          externalNetwork: "public",
        })),
        ...change,
      },
    }),
    "backup.yaml",
  );

/** Rules for one member of another site. */
const RULES = 2;

/** Gives each site its pool in one external network, and an L3 agent that says what it has. */
export function openOutside(clouds: Clouds): void {
  for (const [index, name] of NAMES.entries()) {
    const { request, state } = clouds.neutron(name);
    const made = request({ method: "POST", path: "/networks", body: { network: { name: "public", "router:external": true } } });
    const { network } = made.body as { readonly network: { readonly id: string } };
    const pool = { start: `203.0.113.${50 * index + 10}`, end: `203.0.113.${50 * index + 55}` };
    const subnet = { network_id: network.id, ip_version: 4, cidr: "203.0.113.0/24", gateway_ip: null };
    request({ method: "POST", path: "/subnets", body: { subnet: { ...subnet, enable_dhcp: false, allocation_pools: [pool] } } });
    clouds.clock.every(1000, () => {
      for (const one of state.floatingIps.values()) one.status = one.port_id === null ? "DOWN" : "ACTIVE";
    });
  }
}

/** A machine in the network's group. */
export function bootMember(clouds: Clouds, name: Name): string {
  const group = groupIn(clouds, name);
  return boot(clouds, name, { security_groups: [group], device_owner: "compute:nova" }).id;
}

export const remove = (clouds: Clouds, name: Name, kind: string, id: string): void =>
  void clouds.neutron(name).request({ method: "DELETE", path: `/${kind}/${id}` });

function groupIn(clouds: Clouds, name: Name): string {
  const groups = [...clouds.neutron(name).state.securityGroups.values()];
  return groups.find(({ description }) => description === MARK)?.id ?? "";
}

/** Floating IPs that were made for the network. */
export function floatingIpsIn(clouds: Clouds, name: Name) {
  return [...clouds.neutron(name).state.floatingIps.values()].filter(({ description }) => description === MARK);
}

/** At which address a port is reached from outside. */
export function addressOf(clouds: Clouds, name: Name, portId: string): string {
  const found = [...clouds.neutron(name).state.floatingIps.values()].filter(({ port_id }) => port_id === portId);
  return found.map((one) => one.floating_ip_address).join(" and ");
}

/** Addresses of other sites' members that rules let in, one for each rule. */
export function letIn(clouds: Clouds, name: Name): readonly string[] {
  const group = groupIn(clouds, name);
  return rulesIn(clouds, name)
    .filter((rule) => rule.security_group_id === group)
    .map((rule) => rule.remote_ip_prefix?.replace("/32", "") ?? "")
    .toSorted();
}

/** Those of single addresses, but the one that the document says. */
export function rulesIn(clouds: Clouds, name: Name) {
  return [...clouds.neutron(name).state.securityGroupRules.values()].filter(
    ({ remote_ip_prefix: prefix }) => prefix?.endsWith("/32") && prefix !== "203.0.113.7/32",
  );
}

export const twice = (addresses: readonly string[]): readonly string[] =>
  addresses.flatMap((address) => Array.from({ length: RULES }, () => address)).toSorted();
