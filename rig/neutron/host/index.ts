import { createNamespace, ip, type Namespace, type Network } from "../../network/index.ts";
import type { Daemon } from "../../process/daemon.ts";
import { createRoom, type Room } from "../../process/room.ts";
import type { CommandResult } from "../../process/run.ts";
import type { Fabric, PhysicalNetwork } from "../fabric.ts";
import { startAgent } from "./agent.ts";
import { dhcpSettings, endServers } from "./dhcp.ts";
import { startSwitch as startLinuxBridge } from "./linux-bridge/switch.ts";
import { createMachine, createOutsideMachine, type Machine, type OutsideMachine } from "./machine.ts";
import { startSwitch as startOpenVswitch } from "./open-vswitch/switch.ts";
import { cableCommands, type HostPlan, hostCommands, planHost, powerCommands, siteCommands } from "./plan.ts";
import { routerSettings } from "./router.ts";
import type { MachinePort, Switch, Wires } from "./types.ts";

export type { Machine } from "./machine.ts";
export type { MachinePort } from "./types.ts";

/** What connects a host's machines; a gateway has Open vSwitch, and Neutron's L3 agent. */
export type HostKind = "open-vswitch" | "linux-bridge" | "gateway";

export interface HostOptions {
  readonly network: Network;
  readonly fabric?: Fabric;
  readonly site: string;
  /** In its site, from 1. */
  readonly index: number;
  readonly kind: HostKind;
  /** Runs Neutron's DHCP agent too; it needs Open vSwitch. */
  readonly dhcp?: boolean;
  /** Of the site's broker. */
  readonly transportUrl: string;
}

/** A compute host of a site: a namespace with a switch and Neutron's agents, into which machines are plugged. */
export interface Host {
  /** As in `binding:host_id`. */
  readonly name: string;
  /** Of its network namespace, as `ip netns` knows it. */
  readonly namespace: string;
  readonly kind: HostKind;
  /** Its end of tunnels: `tunneling_ip` of its agent. */
  readonly tunnelAddress: string;
  /** How many of Neutron's agents run in it. */
  readonly agentCount: number;
  /** Of its Open vSwitch: what `OVS_RUNDIR` names. */
  readonly switchDirectory: string;
  /** Makes a machine of a port that is bound to this host. */
  plug(port: MachinePort): Promise<Machine>;
  /** Makes a machine outside of the site, in the network that a gateway's way out leads to. */
  plugOutside(address: { readonly ipAddress: string; readonly prefix: number }): Promise<OutsideMachine>;
  /** What the host does with frames for tunnels: flows of br-tun without counters, or entries of the bridges' tables. */
  forwarding(): Promise<readonly string[]>;
  run(command: string, args: readonly string[]): Promise<CommandResult>;
  /** The last lines of each agent's log. */
  logTail(lines?: number): string;
  /** Ends the agents and starts them again. */
  restartAgents(): Promise<void>;
  /** Ends the agents at once; {@link restartAgents} brings them back. */
  killAgents(): Promise<void>;
  /** Kills the switch's daemons and starts them again, under agents that go on. */
  restartSwitch(): Promise<void>;
  /** Ends all of it at once, machines included, as a power cut would: its cables are dead, too. */
  kill(): Promise<void>;
  /** Starts again what was killed: switch, agents, and the machines, without what ran in them. */
  startAgain(): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a site ready for hosts: bridges for their cables, and a way from them to all other places. */
export async function prepareSite(network: Network, site: string): Promise<void> {
  await network.run(site, "/usr/sbin/sysctl", ["-qw", "net.ipv4.ip_forward=1"]);
  await ip(siteCommands(planHost(network, site, 0)), network.namespace(site));
}

/** Makes a host and starts what runs in it. Two seconds; its agents report some seconds later. */
export async function startHost(options: HostOptions): Promise<Host> {
  const name = `compute-${options.site}-${options.index}`;
  const room = createRoom(name);
  const namespace = await createNamespace(`${options.site}-${options.index}`);
  try {
    const plan = planHost(options.network, options.site, options.index);
    await layCables(options, plan, namespace);
    const wires = await layWires(options, namespace);
    const start = options.kind === "linux-bridge" ? startLinuxBridge : startOpenVswitch;
    const startSwitch = (): Promise<Switch> => start({ namespace, room, plan, wires });
    return control({ name, room, namespace, plan, hostSwitch: await startSwitch(), startSwitch, options });
  } catch (error) {
    await namespace.remove();
    room.remove();
    throw error;
  }
}

async function layCables({ network, site, index }: HostOptions, plan: HostPlan, namespace: Namespace): Promise<void> {
  await ip(cableCommands(index, namespace.name), network.namespace(site));
  // The kernel must not answer for the address of the switch's own device with that of the cable below it.
  await namespace.run("/usr/sbin/sysctl", ["-qw", "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.default.arp_ignore=1"]);
  await namespace.ip(hostCommands(plan));
}

/** Into what the host is plugged besides: by physical network, a cable, or none where its bridge stands alone. */
async function layWires({ fabric, kind, ...host }: HostOptions, namespace: Namespace): Promise<Wires> {
  const physical: readonly PhysicalNetwork[] = [
    ...(kind === "gateway" ? (["external"] as const) : []),
    ...(fabric === undefined ? [] : (["datacentre"] as const)),
  ];
  const wires = new Map<PhysicalNetwork, string | undefined>();
  for (const one of physical) wires.set(one, await fabric?.lay(one, host, namespace));
  return wires;
}

interface HostParts {
  readonly name: string;
  readonly room: Room;
  readonly namespace: Namespace;
  readonly plan: HostPlan;
  readonly hostSwitch: Switch;
  readonly startSwitch: () => Promise<Switch>;
  readonly options: HostOptions;
}

function startAgents({ name, room, namespace, plan, hostSwitch, options }: HostParts): readonly Daemon[] {
  const { kind, dhcp, transportUrl } = options;
  const { address: tunnelAddress } = plan.tunnels;
  const place = { host: name, transportUrl, directory: room.file("state"), tunnelAddress };
  const { program, settings } = hostSwitch;
  const more = [
    ...(kind === "gateway" ? [{ program: "neutron-l3-agent", settings: routerSettings }] : []),
    ...(dhcp ? [{ program: "neutron-dhcp-agent", settings: dhcpSettings(room) }] : []),
  ];
  return [
    startAgent({ namespace, room, place, program, settings: settings(place) }),
    ...more.map((one) => startAgent({ namespace, room, place, ...one, ownNamespaces: true })),
  ];
}

function control(parts: HostParts): Host {
  const { name, room, namespace, plan, options } = parts;
  let { hostSwitch } = parts;
  const machines: Pick<Machine, "kill" | "remove">[] = [];
  let agents = startAgents(parts);
  const kill = async (): Promise<void> => {
    await Promise.all(machines.map((machine) => machine.kill()));
    await namespace.kill();
    endServers(room.file("state"));
    await ip(powerCommands(options.index, "down"), options.network.namespace(options.site));
    await options.fabric?.power(options, "down");
  };
  const keep = <Kept extends Pick<Machine, "kill" | "remove">>(machine: Kept): Kept => {
    machines.push(machine);
    return machine;
  };
  return {
    name,
    namespace: namespace.name,
    kind: options.kind,
    tunnelAddress: plan.tunnels.address,
    agentCount: agents.length,
    switchDirectory: room.file("openvswitch"),
    plug: async (port) => keep(await createMachine(namespace, hostSwitch, port)),
    plugOutside: async (address) => keep(await createOutsideMachine(namespace, hostSwitch, address)),
    forwarding: () => hostSwitch.forwarding(),
    run: namespace.run,
    logTail: (lines) => agents.map((agent) => `${agent.name} of ${name}:\n${agent.logTail(lines)}`).join("\n"),
    async restartAgents() {
      await Promise.all(agents.map((agent) => agent.stop()));
      endServers(room.file("state"));
      await hostSwitch.clear();
      agents = startAgents(parts);
    },
    async killAgents() {
      await Promise.all(agents.map((agent) => agent.kill()));
      endServers(room.file("state"));
    },
    async restartSwitch() {
      await hostSwitch.kill();
      hostSwitch = await parts.startSwitch();
    },
    kill,
    async startAgain() {
      await ip(powerCommands(options.index, "up"), options.network.namespace(options.site));
      await options.fabric?.power(options, "up");
      hostSwitch = await parts.startSwitch();
      await hostSwitch.clear();
      agents = startAgents(parts);
    },
    async remove() {
      await kill();
      await Promise.all(machines.map((machine) => machine.remove()));
      await namespace.remove();
      room.remove();
    },
  };
}
