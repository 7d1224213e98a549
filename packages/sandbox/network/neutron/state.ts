import type { Clock } from "@multisite/kernel/clock";
import { type Random, uuidDashed } from "@multisite/kernel/random";
import type { Agent, Network, Port, Subnet } from "@multisite/openstack/network";
import type { L2popMessage } from "../l2pop/messages.ts";
import { notFound } from "./faults.ts";

/** Neutron's `agent_down_time` (neutron/conf/agent/database/agents_db.py): an agent that was silent for longer is dead. */
const AGENT_DOWN_MS = 75_000;

export type StoredNetwork = Mutable<Network>;
export type StoredSubnet = Mutable<Subnet>;
export type StoredPort = Mutable<Port>;
export interface StoredAgent extends Mutable<Omit<Agent, "alive" | "heartbeat_timestamp">> {
  heartbeatAtMs: number;
}

type Mutable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

/** One Neutron's tables, and what it sends out. */
export interface NeutronState {
  readonly clock: Clock;
  readonly random: Random;
  /** `fa:16:3e:40:00:00`: MACs begin with its first four bytes. */
  readonly baseMac: string;
  readonly networks: Map<string, StoredNetwork>;
  readonly subnets: Map<string, StoredSubnet>;
  readonly ports: Map<string, StoredPort>;
  readonly agents: Map<string, StoredAgent>;
  /** Neutron to its agents; without a host to all of them. */
  readonly send: (message: L2popMessage, host: string | undefined) => void;
  readonly portQuota: number;
}

export function newId({ random }: NeutronState): string {
  return uuidDashed(random);
}

export function timeText(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

/** As Python writes it. */
export function pythonTimeText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace("T", " ");
}

export function isAlive({ clock }: NeutronState, { heartbeatAtMs }: StoredAgent): boolean {
  return clock.nowMs() - heartbeatAtMs <= AGENT_DOWN_MS;
}

export function wiringAgentOf(state: NeutronState, host: string | undefined): StoredAgent | undefined {
  return [...state.agents.values()].find((agent) => agent.host === host && agent.agent_type === "Open vSwitch agent");
}

export function networkOf({ networks }: NeutronState, id: string): StoredNetwork {
  const network = networks.get(id);
  if (network === undefined) throw notFound("Network", id);
  return network;
}

export function portOf({ ports }: NeutronState, id: string): StoredPort {
  const port = ports.get(id);
  if (port === undefined) throw notFound("Port", id);
  return port;
}

export function touch(state: NeutronState, resource: { revision_number?: number; updated_at?: string }): void {
  resource.revision_number = (resource.revision_number ?? 0) + 1;
  resource.updated_at = timeText(state.clock.nowMs());
}
