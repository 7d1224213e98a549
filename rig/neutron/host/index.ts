import { createNamespace, ip, type Namespace, type Network } from "../../network/index.ts";
import type { Daemon } from "../../process/daemon.ts";
import { createRoom, type Room } from "../../process/room.ts";
import { startAgent } from "./agent.ts";
import { createMachine, type Machine, type MachinePort } from "./machine.ts";
import { addTunnelBridge, type OpenVswitch, startOpenVswitch } from "./open-vswitch.ts";
import { cableCommands, type HostPlan, hostCommands, planHost, siteCommands, tunnelCommands } from "./plan.ts";
import { openVswitchAgentSettings } from "./settings.ts";

export type { Machine, MachinePort } from "./machine.ts";

export interface HostOptions {
  readonly network: Network;
  readonly site: string;
  /** In its site, from 1. */
  readonly index: number;
  /** Of the site's broker. */
  readonly transportUrl: string;
}

/** A compute host of a site: a namespace with an Open vSwitch and Neutron's agent, into which machines are plugged. */
export interface Host {
  /** As in `binding:host_id`. */
  readonly name: string;
  /** Its end of tunnels: `tunneling_ip` of its agent. */
  readonly tunnelAddress: string;
  /** Makes a machine of a port that is bound to this host. */
  plug(port: MachinePort): Promise<Machine>;
  /** The switch's flows of a bridge, without counters. */
  flows(bridge: "br-int" | "br-tun"): Promise<readonly string[]>;
  logTail(lines?: number): string;
  /** Ends the agent and starts it again. */
  restartAgent(): Promise<void>;
  /** Ends all of it at once, machines included, as a power cut would. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

/** Makes a site ready for hosts: bridges for their cables, and a way from them to all other places. */
export async function prepareSite(network: Network, site: string): Promise<void> {
  await network.run(site, "/usr/sbin/sysctl", ["-qw", "net.ipv4.ip_forward=1"]);
  await ip(siteCommands(planHost(network, site, 0)), network.namespace(site));
}

/** Makes a host and starts what runs in it. Two seconds; its agent reports some seconds later. */
export async function startHost(options: HostOptions): Promise<Host> {
  const name = `compute-${options.site}-${options.index}`;
  const room = createRoom(name);
  const namespace = await createNamespace(`${options.site}-${options.index}`);
  try {
    const plan = planHost(options.network, options.site, options.index);
    await cable(options, plan, namespace);
    const ovs = await startOpenVswitch(namespace, room);
    await addTunnelBridge(ovs);
    await namespace.ip(tunnelCommands(plan, "br-phy"));
    const start = (): Daemon =>
      startAgent(
        namespace,
        room,
        "neutron-openvswitch-agent",
        openVswitchAgentSettings({
          host: name,
          transportUrl: options.transportUrl,
          directory: room.path,
          tunnelAddress: plan.tunnels.address,
        }),
      );
    return control({ name, room, namespace, plan, ovs }, start);
  } catch (error) {
    await namespace.remove();
    room.remove();
    throw error;
  }
}

async function cable({ network, site, index }: HostOptions, plan: HostPlan, namespace: Namespace): Promise<void> {
  await ip(cableCommands(index, namespace.name), network.namespace(site));
  // The kernel must not answer for the address of the switch's own device with that of the cable below it.
  await namespace.run("/usr/sbin/sysctl", ["-qw", "net.ipv4.conf.all.arp_ignore=1", "net.ipv4.conf.default.arp_ignore=1"]);
  await namespace.ip(hostCommands(plan));
}

interface HostParts {
  readonly name: string;
  readonly room: Room;
  readonly namespace: Namespace;
  readonly plan: HostPlan;
  readonly ovs: OpenVswitch;
}

function control({ name, room, namespace, plan, ovs }: HostParts, start: () => Daemon): Host {
  const machines: Machine[] = [];
  let agent = start();
  const kill = async (): Promise<void> => {
    await Promise.all(machines.map((machine) => machine.kill()));
    await namespace.kill();
  };
  return {
    name,
    tunnelAddress: plan.tunnels.address,
    async plug(port) {
      const machine = await createMachine(namespace, ovs, port);
      machines.push(machine);
      return machine;
    },
    flows: ovs.flows,
    logTail: (lines) => agent.logTail(lines),
    async restartAgent() {
      await agent.stop();
      agent = start();
    },
    kill,
    async remove() {
      await kill();
      await Promise.all(machines.map((machine) => machine.remove()));
      await namespace.remove();
      room.remove();
    },
  };
}
