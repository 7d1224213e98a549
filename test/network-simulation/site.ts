import { createNodeClock, type NodeClock } from "../../packages/agent/simulation/clock.ts";
import type { SimulatedClock } from "../../packages/kernel/clock/index.ts";
import type { SimulatedPeers } from "../../packages/kernel/peers/index.ts";
import type { Random } from "../../packages/kernel/random/index.ts";
import {
  type Connector,
  type ConnectorPorts,
  type ConnectorSettings,
  createConnector,
  type KeptState,
} from "../../packages/network/connector/index.ts";
import { createNetworkClient } from "../../packages/openstack/network/index.ts";
import type { RpcBus, RpcMessage } from "../../packages/openstack/rpc/index.ts";
import { createSandboxNeutron, openService, type SandboxNeutron } from "../../packages/sandbox/network/index.ts";

/** The stretched networks of the simulation; both have the same addresses. */
export const PLANES = [
  { name: "plane-a", vni: 9_000_001 },
  { name: "plane-b", vni: 9_000_002 },
] as const;

const CIDR = "10.50.0.0/16";
export const VIP = "10.50.255.1";

export interface SimulatedSite {
  readonly name: string;
  readonly neutron: SandboxNeutron;
  /** Neutron's ID of a plane, or of the tenant's own network (`local`). */
  networkId(plane: string): string;
  groupOf(plane: string): string;
  /** Neutron's API and bus answer nobody. */
  isDown: boolean;
  readonly isRunning: boolean;
  start(): void;
  /** As a process that is killed: nothing that it waits for goes on. */
  crash(): void;
  /** The connector hears nothing for a while; at the end it is told that there was a gap. */
  deafen(): void;
  hearAgain(): void;
  /** The disk of the connector is lost. */
  forget(): void;
  readonly troubles: string[];
  /** IDs of the alarms that stand. */
  alarms(): readonly string[];
}

export interface SiteOptions {
  readonly name: string;
  readonly index: number;
  readonly others: readonly string[];
  readonly clock: SimulatedClock;
  readonly random: Random;
  readonly peers: SimulatedPeers;
  readonly settings: ConnectorSettings;
}

export function createSite({ name, index, others, clock, random, peers, settings }: SiteOptions): SimulatedSite {
  const byte = index.toString(16).padStart(2, "0");
  const neutron = createSandboxNeutron({ clock, random, baseMac: `fa:16:3e:${byte}:00:00` });
  for (const host of [1, 2]) neutron.addHost(`compute-${host}`, `192.0.${index}.${host}`);
  const networks = new Map<string, string>();
  const groups = new Map<string, string>();
  for (const plane of [...PLANES, { name: "local", vni: undefined }]) {
    networks.set(plane.name, makeNetwork(plane, index, neutron));
    groups.set(plane.name, makeGroup(plane.name, neutron));
  }
  const troubles: string[] = [];
  const alarms = new Map<string, readonly string[]>();
  const share = (): number => random.bytes(2).readUInt16BE() / 65_536;

  let kept: KeptState | undefined;
  let running: { readonly connector: Connector; readonly clock: NodeClock } | undefined;
  let listener: { readonly heard: (message: RpcMessage) => void; readonly onGap: () => void; isDeaf: boolean } | undefined;

  function portsOf(own: NodeClock): ConnectorPorts {
    const half = { clock: own, delayMs: () => 20 + share() * 150, isDown: () => site.isDown };
    const there = openService((call) => neutron.request(call), half);
    // The answer takes its time too, so that a connector may die between the deed and the word of it.
    const service: typeof there = {
      async call(apiCall, options) {
        const answer = await there.call(apiCall, options);
        await own.sleep(share() * 100);
        return answer as never;
      },
    };
    const bus: Pick<RpcBus, "cast" | "listen"> = {
      async cast({ exchange }, method, args) {
        await own.sleep(5 + share() * 20);
        if (site.isDown) return;
        if (exchange === "neutron") neutron.call(method, args);
        else neutron.publish({ method, args } as never);
      },
      listen(_exchange, heard, onGap) {
        const mine = { heard, onGap, isDeaf: false };
        listener = mine;
        onGap();
        const stop = neutron.listen((message) => {
          if (!mine.isDeaf) heard({ ...message, version: "1.0" });
        });
        return async () => stop();
      },
    };
    return {
      site: name,
      others: () => new Map(others.map((other) => [other, other])),
      clock: own,
      client: createNetworkClient(service),
      bus,
      links: peers.join({ site: name, node: name }),
      store: {
        load: () => kept,
        save: (state) => {
          // One that is dead writes no more, though what it was told still comes to it.
          if (running?.clock === own) kept = structuredClone(state);
        },
      },
      alarms: {
        settle: (prefix, all) =>
          alarms.set(
            prefix,
            all.map(({ id }) => id),
          ),
      },
      networks: () =>
        PLANES.map((plane) => ({
          id: networks.get(plane.name) as string,
          name: plane.name,
          vni: plane.vni,
          subnetId: subnetOf(neutron, networks.get(plane.name) as string),
          projectId: "hss",
          securityGroups: [site.groupOf(plane.name)],
        })),
      onTrouble: (what, thrown) => troubles.push(`${clock.nowMs()} ${what}: ${thrown}`),
    };
  }

  const site: SimulatedSite = {
    name,
    neutron,
    networkId: (plane) => networks.get(plane) as string,
    groupOf: (plane) => groups.get(plane) as string,
    isDown: false,
    get isRunning() {
      return running !== undefined;
    },
    start() {
      if (running !== undefined) return;
      const own = createNodeClock(clock, () => 0);
      const connector = createConnector(portsOf(own), settings);
      running = { connector, clock: own };
      connector.start();
    },
    crash() {
      if (running === undefined) return;
      peers.crash(name);
      running.clock.stop();
      running.connector.stop();
      running = undefined;
      listener = undefined;
    },
    deafen() {
      if (listener !== undefined) listener.isDeaf = true;
    },
    hearAgain() {
      if (listener === undefined || !listener.isDeaf) return;
      listener.isDeaf = false;
      listener.onGap();
    },
    forget() {
      kept = undefined;
    },
    troubles,
    alarms: () => [...alarms.values()].flat(),
  };
  return site;
}

function makeNetwork(
  plane: { readonly name: string; readonly vni: number | undefined },
  index: number,
  { request }: SandboxNeutron,
): string {
  const segment = plane.vni === undefined ? {} : { "provider:network_type": "vxlan", "provider:segmentation_id": plane.vni };
  const made = request({ method: "POST", path: "/networks", body: { network: { name: plane.name, ...segment } } });
  const { id } = (made.body as { readonly network: { readonly id: string } }).network;
  const allocation_pools = [{ start: `10.50.${index}.10`, end: `10.50.${index}.250` }];
  const subnet = { network_id: id, ip_version: 4, cidr: CIDR, gateway_ip: null, enable_dhcp: false, allocation_pools };
  request({ method: "POST", path: "/subnets", body: { subnet } });
  return id;
}

function makeGroup(name: string, { request }: SandboxNeutron): string {
  const made = request({ method: "POST", path: "/security-groups", body: { security_group: { name } } });
  return (made.body as { readonly security_group: { readonly id: string } }).security_group.id;
}

function subnetOf({ state }: SandboxNeutron, networkId: string): string {
  return [...state.subnets.values()].find(({ network_id }) => network_id === networkId)?.id ?? "";
}
