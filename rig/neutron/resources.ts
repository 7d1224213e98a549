import { setTimeout as delay } from "node:timers/promises";
import { call } from "@multisite/openstack/session";
import type { Host, Machine } from "./host/index.ts";
import type { NeutronSite } from "./site.ts";

/** A network with its one subnet, as a site has it. */
export interface SubnetOfNetwork {
  readonly networkId: string;
  readonly subnetId: string;
  readonly mtu: number;
  readonly gateway?: string;
  /** Of its machines; the project's `default` when unset. */
  readonly securityGroups?: readonly string[];
}

/** Of a port what is looked at here. */
export interface Port {
  readonly id: string;
  readonly mac_address: string;
  readonly status: string;
  readonly fixed_ips: readonly { readonly ip_address: string }[];
  readonly "binding:vif_type": string;
}

/** Makes a `network`, `subnet`, `port`, ... as the site's administrator. */
export const post = async <Resource>({ access }: NeutronSite, kind: string, attributes: object): Promise<Resource> =>
  Object.values(
    await call<Record<string, Resource>>(access, { method: "POST", path: `/${kind}s`, body: { [kind]: attributes } }),
  )[0] as Resource;

/** A network to be stretched: the segment and the range are chosen, nobody gives addresses but Neutron, and there is no gateway. */
export async function createBackupNetwork(
  site: NeutronSite,
  { segment, pool }: { readonly segment: number; readonly pool: readonly [string, string] },
): Promise<SubnetOfNetwork> {
  const network = await post<{ id: string; mtu: number }>(site, "network", {
    name: "backup",
    "provider:network_type": "vxlan",
    "provider:segmentation_id": segment,
  });
  const subnet = await post<{ id: string }>(site, "subnet", {
    network_id: network.id,
    ip_version: 4,
    cidr: "10.77.0.0/24",
    enable_dhcp: false,
    gateway_ip: null,
    allocation_pools: [{ start: pool[0], end: pool[1] }],
  });
  return { networkId: network.id, subnetId: subnet.id, mtu: network.mtu };
}

/** A network by its name, with the security group that its document made, if it has one. */
export async function findNetwork({ name: site, access }: NeutronSite, name: string): Promise<SubnetOfNetwork> {
  const list = async <Resource>(kind: string, query: Readonly<Record<string, string>>): Promise<readonly Resource[]> => {
    const path = `/${kind}?${new URLSearchParams(query)}`;
    return Object.values(await call<Record<string, readonly Resource[]>>(access, { method: "GET", path }))[0] ?? [];
  };
  const [network] = await list<{ id: string; mtu: number }>("networks", { name });
  if (network === undefined) throw new Error(`There is no network ${name} in ${site}.`);
  const [subnet] = await list<{ id: string }>("subnets", { network_id: network.id });
  if (subnet === undefined) throw new Error(`The network ${name} in ${site} has no subnet.`);
  const groups = await list<{ id: string }>("security-groups", { description: `multisite-network=${name}` });
  return {
    networkId: network.id,
    subnetId: subnet.id,
    mtu: network.mtu,
    ...(groups[0] === undefined ? {} : { securityGroups: [groups[0].id] }),
  };
}

/** A port of the host, with attributes of its own if there are any, and a machine in it once Neutron says that it is wired. */
export async function createMachineIn(
  site: NeutronSite,
  host: Host,
  network: SubnetOfNetwork,
  attributes: object = {},
): Promise<Machine> {
  const port = await post<Port>(site, "port", {
    network_id: network.networkId,
    device_owner: "compute:nova",
    "binding:host_id": host.name,
    ...(network.securityGroups === undefined ? {} : { security_groups: network.securityGroups }),
    ...attributes,
  });
  const machine = await host.plug({
    id: port.id,
    networkId: network.networkId,
    macAddress: port.mac_address,
    ipAddress: port.fixed_ips[0]?.ip_address ?? "",
    prefix: 24,
    mtu: network.mtu,
    ...(network.gateway === undefined ? {} : { gateway: network.gateway }),
  });
  await untilActive(site, port.id);
  return machine;
}

async function readPort({ access }: NeutronSite, id: string): Promise<Port> {
  return (await call<{ port: Port }>(access, { method: "GET", path: `/ports/${id}` })).port;
}

async function untilActive(site: NeutronSite, id: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if ((await readPort(site, id)).status === "ACTIVE") return;
    await delay(200);
  }
  throw new Error(`Port ${id} of site ${site.name} is not ACTIVE.\n${site.hosts.map((host) => host.logTail()).join("\n")}`);
}
