/** `GET /v2.0/agents`. Agents make themselves, by `report_state`; over REST they are only changed and removed. */
export interface Agent {
  readonly id: string;
  /** `Open vSwitch agent`, `Linux bridge agent`, `DHCP agent`, `L3 agent`, ... */
  readonly agent_type: string;
  readonly binary: string;
  readonly host: string;
  readonly topic: string;
  readonly admin_state_up: boolean;
  /** Heard within the server's `agent_down_time`. */
  readonly alive: boolean;
  readonly availability_zone?: string | null;
  readonly description?: string | null;
  /** As Python writes it, UTC: `2026-11-26 12:00:00`. */
  readonly created_at: string;
  readonly started_at: string;
  readonly heartbeat_timestamp: string;
  readonly configurations: AgentConfigurations;
  readonly resources_synced?: boolean | null;
}

/** What the agent says of itself; of a tunnelling agent among others this. */
export interface AgentConfigurations {
  /** The VTEP. */
  readonly tunneling_ip?: string;
  readonly tunnel_types?: readonly string[];
  readonly l2_population?: boolean;
  readonly arp_responder_enabled?: boolean;
  readonly datapath_type?: string;
  readonly bridge_mappings?: Readonly<Record<string, string>>;
  readonly devices?: number;
  readonly [name: string]: unknown;
}

/** Body of `PUT /v2.0/agents/{id}`. */
export interface AgentChange {
  readonly admin_state_up?: boolean;
  readonly description?: string;
}
