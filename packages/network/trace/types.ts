import type { AddressPair, SecurityGroupRule } from "@multisite/openstack/network";
import type { StretchedNetwork } from "../document/index.ts";
import type { ManualPort } from "../manual-ports/types.ts";
import type { TunnelProbe } from "../tunnels/index.ts";

/** A port of some site, as all sites know it. */
export interface PortPlace {
  /** `manual`: it is in no site that has a connector, and a remote port for it was made by a command. */
  readonly site: string;
  readonly portId: string;
  readonly network: string;
}

/** An agent that wires ports, as its site's Neutron has it. */
export interface AgentFacts {
  readonly type: string;
  readonly isAlive: boolean;
  readonly vtep: string | null;
  readonly heardAgoMs: number;
}

export interface GroupFacts {
  readonly id: string;
  readonly name: string;
  readonly rules: readonly Pick<
    SecurityGroupRule,
    "direction" | "ethertype" | "protocol" | "port_range_min" | "port_range_max" | "remote_ip_prefix" | "remote_group_id"
  >[];
}

/** A port in its own site. */
export interface OwnPortFacts {
  readonly id: string;
  readonly name: string;
  /** Of the document. */
  readonly network: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  readonly isAdminUp: boolean;
  readonly status: string;
  readonly host: string;
  readonly vifType: string;
  /** Of its host; null: Neutron knows none there. */
  readonly agent: AgentFacts | null;
  /** Where other sites send to reach it: its host, or the L2 gateway that stands in; null: not known. */
  readonly endpoint: string | null;
  readonly isPortSecurityOn: boolean;
  readonly groups: readonly GroupFacts[];
  readonly pairs: readonly AddressPair[];
}

/** A remote port in the Neutron of a site, for a port that is elsewhere. */
export interface RemotePortFacts {
  /** Where the port itself is. */
  readonly of: PortPlace;
  readonly name: string;
  readonly mac: string;
  readonly addresses: readonly string[];
  /** In the words of the connector; empty: it is realized. */
  readonly lacks: readonly string[];
  /** As it was read; null: there is none. */
  readonly made: {
    readonly id: string;
    /** Where the hosts send frames for it. */
    readonly endpoint: string | null;
    readonly vifType: string;
    readonly status: string;
    /** IDs. */
    readonly groups: readonly string[];
    /** The one that stands for the endpoint; null: it is gone. */
    readonly agent: AgentFacts | null;
  } | null;
}

export interface NetworkFacts {
  readonly name: string;
  readonly id: string;
  readonly phase: string;
  /** As Neutron has them. */
  readonly vni: number | null;
  readonly mtu: number | null;
  /** Null: the site has none for it. */
  readonly document: StretchedNetwork | null;
}

/** What one site knows of the ports that it was asked for. All of it was read now. */
export interface PortFacts {
  readonly site: string;
  /** Its entry in clouds.yaml. */
  readonly cloud: string;
  readonly networks: readonly NetworkFacts[];
  readonly ports: readonly OwnPortFacts[];
  readonly remotePorts: readonly RemotePortFacts[];
  /** Those of the remote ports that commands made here, as they were ordered. */
  readonly manualPorts: readonly ManualPort[];
  /** Tunnel endpoints of its own hosts. */
  readonly vteps: readonly string[];
}

/** What a site answered, or in words why it did not. */
export type SiteAnswer = { readonly answer: PortFacts } | { readonly problem: string };

export type TraceProtocol = "any" | "icmp" | "tcp" | "udp" | "vrrp";

/** What the frame carries. */
export interface Traffic {
  readonly protocol: TraceProtocol;
  /** Of TCP or UDP; undefined: any. */
  readonly port?: number;
}

export interface TraceQuestion {
  readonly from: PortPlace;
  readonly to: PortPlace;
  readonly traffic: Traffic;
  /** Of the sites of the two ports. */
  readonly sites: ReadonlyMap<string, SiteAnswer>;
  /** What the sites found when they tried each other's endpoints just now. */
  readonly probes: readonly TracedProbe[];
}

export interface TracedProbe extends TunnelProbe {
  /** The site that tried. */
  readonly from: string;
}

export type HopState = "ok" | "broken" | "unknown";

export interface Hop {
  readonly name: string;
  readonly site: string;
  readonly state: HopState;
  /** A sentence. */
  readonly why: string;
  /** The command that shows more or mends it; null: nothing is to be done. */
  readonly next: string | null;
}

export interface Trace {
  readonly from: PortPlace;
  readonly to: PortPlace;
  /** `ok`: every hop is. */
  readonly state: HopState;
  /** One line: the first hop that is broken, with its reason. */
  readonly verdict: string;
  readonly hops: readonly Hop[];
}
