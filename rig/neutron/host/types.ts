import type { Namespace } from "../../network/index.ts";
import type { OsloSettings } from "../../oslo-config.ts";
import type { Room } from "../../process/room.ts";
import type { PhysicalNetwork } from "../fabric.ts";
import type { HostPlan } from "./plan.ts";

/** What a machine needs of a port of Neutron's. */
export interface MachinePort {
  readonly id: string;
  readonly networkId: string;
  readonly macAddress: string;
  readonly ipAddress: string;
  readonly prefix: number;
  readonly mtu: number;
  /** Where it sends what is for other networks. */
  readonly gateway?: string;
}

/** What the settings of a host's agents are made from. */
export interface AgentPlace {
  /** Name of the host, as in `binding:host_id`. */
  readonly host: string;
  readonly transportUrl: string;
  readonly directory: string;
  /** The host's end of tunnels. */
  readonly tunnelAddress: string;
}

export interface SwitchOptions {
  readonly namespace: Namespace;
  readonly room: Room;
  readonly plan: HostPlan;
  readonly wires: Wires;
}

/** Physical networks of a host, each with the cable that leads there; without one it is the host's alone. */
export type Wires = ReadonlyMap<PhysicalNetwork, string | undefined>;

/** What connects the machines of a host, and the agent of Neutron's that rules it. */
export interface Switch {
  readonly agentType: "Open vSwitch agent" | "Linux bridge agent";
  readonly program: string;
  /** On top of those of every agent. */
  settings(place: AgentPlace): OsloSettings;
  /** Takes away what an agent that has ended left and the next one stumbles over. */
  clear(): Promise<void>;
  /** Takes in a machine's cable, as Nova does; the agent finds it. */
  connect(cable: string, port: MachinePort): Promise<void>;
  /** Takes in a cable that leads out of the site. */
  connectOutside(cable: string): Promise<void>;
  disconnect(cable: string): Promise<void>;
  /** What it does with frames for tunnels: flows of br-tun without counters, or entries of the bridges' tables. */
  forwarding(): Promise<readonly string[]>;
  /** Ends its daemons at once, if it has any. */
  kill(): Promise<void>;
}
