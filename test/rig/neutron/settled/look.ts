import type { Agent, NetworkClient, Port } from "../../../../packages/openstack/network/index.ts";
import type { Host, NeutronSite } from "../../../../rig/neutron/index.ts";
import type { Queue } from "../../../../rig/rabbitmq.ts";
import { readTables } from "./tables.ts";

/** A site of which is asked whether it is as it shall be. */
export interface Place {
  readonly name: string;
  readonly site: Pick<NeutronSite, "hosts" | "controller">;
  readonly client: NetworkClient;
  readonly network: { readonly networkId: string; readonly vni: number };
  readonly connector: { readonly isRunning: boolean };
}

/** What a site's Neutron, hosts and broker say of themselves. */
export interface SiteLook {
  readonly name: string;
  readonly vni: number;
  readonly ports: readonly Port[];
  readonly agents: readonly Agent[];
  /** Entries of each host's tables, by the host's name. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  readonly queues: readonly Queue[];
  readonly hasConnector: boolean;
  /** Whether the network is there: where it was deleted nobody's ports are wanted. */
  readonly hasNetwork: boolean;
}

export async function lookAt({ name, site, client, network, connector }: Place): Promise<SiteLook> {
  const [ports, agents, queues, networks, ...tables] = await Promise.all([
    client.ports.list({ network_id: network.networkId }),
    client.agents.list(),
    site.controller.broker.listQueues(),
    client.networks.list({ id: network.networkId }),
    ...site.hosts.map(async (host: Host) => [host.name, await readTables(host)] as const),
  ]);
  return {
    name,
    vni: network.vni,
    ports,
    agents,
    tables: new Map(tables),
    queues,
    hasConnector: connector.isRunning,
    hasNetwork: networks.length > 0,
  };
}
