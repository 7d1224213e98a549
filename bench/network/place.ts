import { parseTransportUrl } from "../../packages/kernel/bus/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { silentLog } from "../../packages/kernel/log/index.ts";
import type { SimulatedPeers } from "../../packages/kernel/peers/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { createSystemTransport } from "../../packages/kernel/transport/index.ts";
import {
  type ConnectorSettings,
  createConnector,
  defaultSettings,
  type KeptState,
} from "../../packages/network/connector/index.ts";
import { loadCloud } from "../../packages/openstack/clouds/index.ts";
import { createConnection } from "../../packages/openstack/connection/index.ts";
import { createNetworkClient, type NetworkClient } from "../../packages/openstack/network/index.ts";
import { openRpcBus, type RpcBus } from "../../packages/openstack/rpc/index.ts";
import type { Host, NeutronSite } from "../../rig/neutron/index.ts";

/** A network of the measurement in one site. */
export interface Plane {
  readonly id: string;
  readonly subnetId: string;
  readonly vni: number;
  readonly mtu: number;
  readonly projectId: string;
  readonly groupId: string;
}

/** One site with what the measurement uses there. */
export interface Place {
  readonly site: NeutronSite;
  readonly host: Host;
  readonly client: NetworkClient;
  readonly bus: RpcBus;
  /** `plane` is stretched by connectors, `hand` is not. */
  readonly planes: Readonly<Record<"plane" | "hand", Plane>>;
}

const CIDR = "10.80.0.0/16";

/** A site with two networks alike, each with a machine, as hosts take nothing for a network that they have no port of. */
export async function preparePlace(site: NeutronSite, index: number): Promise<Place> {
  const { client, projectId } = await clientOf(site);
  const bus = openRpcBus({
    location: parseTransportUrl(site.controller.transportUrl),
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  });
  await client.quotas.update(projectId, { port: -1 });
  const makePlane = async (name: string, vni: number): Promise<Plane> => {
    const network = await client.networks.create({
      name,
      project_id: projectId,
      "provider:network_type": "vxlan",
      "provider:segmentation_id": vni,
    });
    const subnet = await client.subnets.create({
      network_id: network.id,
      ip_version: 4,
      cidr: CIDR,
      enable_dhcp: false,
      gateway_ip: null,
      allocation_pools: [{ start: `10.80.${index * 16}.10`, end: `10.80.${index * 16 + 15}.250` }],
    });
    const group = await client.securityGroups.create({ name: `members of ${name}`, project_id: projectId });
    return { id: network.id, subnetId: subnet.id, vni, mtu: network.mtu ?? 1450, projectId, groupId: group.id };
  };
  const planes = { plane: await makePlane("plane", 9_000_001), hand: await makePlane("hand", 9_000_002) };
  return { site, host: site.hosts[0] as Host, client, bus, planes };
}

async function clientOf({ controller: { identity } }: NeutronSite) {
  const environment = {
    OS_AUTH_URL: identity.url,
    OS_USERNAME: "admin",
    OS_PASSWORD: identity.adminPassword,
    OS_PROJECT_NAME: "admin",
    OS_USER_DOMAIN_ID: "default",
    OS_PROJECT_DOMAIN_ID: "default",
    OS_REGION_NAME: identity.region,
  };
  const cloud = loadCloud({ environment, workingDirectory: "/nonexistent", homeDirectory: "/nonexistent" });
  const connection = createConnection(cloud, { transport: createSystemTransport(), clock: systemClock, random: systemRandom });
  const projectId = (await connection.login()).body.project?.id ?? "";
  return { client: createNetworkClient(connection.service("network")), projectId };
}

/** A connector of the place's site; links are in this process. What did not work goes to `onTrouble`. */
export function startPlaceConnector(
  { site, client, bus, planes: { plane } }: Place,
  peers: SimulatedPeers,
  other: string,
  onTrouble: (text: string) => void,
  settings: ConnectorSettings = defaultSettings,
): { stop(): void } {
  let kept: KeptState | undefined;
  const connector = createConnector(
    {
      site: site.name,
      others: () => new Map([[other, other]]),
      clock: systemClock,
      client,
      bus,
      links: peers.join({ site: site.name, node: site.name }),
      store: {
        load: () => kept,
        save: (state) => {
          kept = state;
        },
      },
      alarms: { settle: () => {} },
      networks: () => [{ ...plane, name: "plane", securityGroups: [plane.groupId] }],
      onTrouble: (what, thrown) => onTrouble(`${site.name}: ${what}: ${thrown}`),
    },
    settings,
  );
  connector.start();
  return connector;
}
