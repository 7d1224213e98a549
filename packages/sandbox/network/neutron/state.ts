import type { Clock } from "@multisite/kernel/clock";
import { type Random, uuidDashed } from "@multisite/kernel/random";
import type {
  Agent,
  FloatingIp,
  Network,
  Port,
  Quota,
  Router,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
} from "@multisite/openstack/network";
import type { L2popMessage } from "../l2pop/messages.ts";
import { notFound } from "./faults.ts";

/** Neutron's `agent_down_time` (neutron/conf/agent/database/agents_db.py): an agent that was silent for longer is dead. */
const AGENT_DOWN_MS = 75_000;

export type StoredNetwork = Mutable<Network>;
export type StoredSubnet = Mutable<Subnet>;
export type StoredPort = Mutable<Port>;
export type StoredRouter = Mutable<Router>;
export type StoredFloatingIp = Mutable<Omit<FloatingIp, "port_details">> & { readonly outsidePortId: string };
export type StoredSecurityGroup = Mutable<Omit<SecurityGroup, "security_group_rules">>;
export type StoredSecurityGroupRule = Mutable<SecurityGroupRule>;
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
  readonly routers: Map<string, StoredRouter>;
  readonly floatingIps: Map<string, StoredFloatingIp>;
  readonly securityGroups: Map<string, StoredSecurityGroup>;
  readonly securityGroupRules: Map<string, StoredSecurityGroupRule>;
  readonly agents: Map<string, StoredAgent>;
  /** What projects were given instead of the defaults. */
  readonly quotas: Map<string, Quota>;
  readonly defaultQuota: Quota;
  /** Neutron to its agents; without a host to all of them. */
  readonly send: (message: L2popMessage, host: string | undefined) => void;
}

/** What a new resource of a project has beside its own attributes. */
export function born(state: NeutronState, projectId: string) {
  const now = timeText(state.clock.nowMs());
  return { id: uuidDashed(state.random), project_id: projectId, tags: [], created_at: now, updated_at: now, revision_number: 1 };
}

function timeText(atMs: number): string {
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

export function subnetOf({ subnets }: NeutronState, id: string): StoredSubnet {
  const subnet = subnets.get(id);
  if (subnet === undefined) throw notFound("Subnet", id);
  return subnet;
}

export function portOf({ ports }: NeutronState, id: string): StoredPort {
  const port = ports.get(id);
  if (port === undefined) throw notFound("Port", id);
  return port;
}

export function subnetsOf({ subnets }: NeutronState, networkId: string): readonly StoredSubnet[] {
  return [...subnets.values()].filter(({ network_id }) => network_id === networkId);
}

export function portsOf({ ports }: NeutronState, networkId: string): readonly StoredPort[] {
  return [...ports.values()].filter(({ network_id }) => network_id === networkId);
}

export function touch(state: NeutronState, resource: { revision_number?: number; updated_at?: string }): void {
  resource.revision_number = (resource.revision_number ?? 0) + 1;
  resource.updated_at = timeText(state.clock.nowMs());
}
