import type { Severity } from "@multisite/kernel/document";
import type { Agent, Network, Subnet } from "@multisite/openstack/network";
import type { StretchedNetwork } from "../document/index.ts";
import type { TunnelProbe } from "../tunnels/index.ts";

/** What a site's connector has learned of its own cloud, for others to judge. Everything as Neutron answers it. */
export interface SiteFacts {
  readonly site: string;
  readonly networks: readonly FactNetwork[];
  readonly subnets: readonly Pick<Subnet, "network_id" | "cidr" | "allocation_pools" | "gateway_ip" | "enable_dhcp">[];
  readonly agents: readonly FactAgent[];
  /** Aliases, as `GET /v2.0/extensions` lists them. */
  readonly extensions: readonly string[];
  /** Of the project; a limit of -1 is none. */
  readonly quota: Readonly<Record<QuotaResource, { readonly limit: number; readonly used: number }>>;
  /** What the connector's user may not do, in the words of Neutron's policy: `create_port:binding:host_id`. */
  readonly missingRights: readonly string[];
  /** Whether the connector may publish to the exchange of Neutron's remote calls; the problem is the broker's answer. */
  readonly bus: "reachable" | "not asked" | { readonly problem: string };
  /** Neutron's `base_mac`, as the operator wrote it for the site; undefined: not known. */
  readonly baseMac: string | undefined;
  /** MTU that Neutron gives to a new network of the document's type; undefined: not known. */
  readonly mtu: number | undefined;
  /** Ports that the site has on the network, or is going to have. */
  readonly ports: number;
  /** Tunnel endpoints of other sites as they were tried from this one; empty where it was not asked to. */
  readonly probes: readonly TunnelProbe[];
  /** How far the site's clock is off; too far, and Neutron believes no report of a remote agent. Undefined: not asked. */
  readonly clockErrorMs: number | undefined;
}

export type FactNetwork = Pick<Network, "id" | "name" | "mtu" | "tags"> &
  Partial<
    Pick<
      Network,
      "provider:network_type" | "provider:physical_network" | "provider:segmentation_id" | "router:external" | "project_id"
    >
  >;

export type FactAgent = Pick<Agent, "host" | "agent_type" | "alive" | "admin_state_up" | "configurations">;

export type QuotaResource = "network" | "subnet" | "port" | "security_group";

/** Facts of each site of the document; undefined where the site has not answered. */
export type Facts = ReadonlyMap<string, SiteFacts | undefined>;

/** Something that stands in the way, or may. */
export interface PreflightFinding {
  /** Stable: `network.preflight.l2population`. */
  readonly code: string;
  /** An error stops everything before anything is written. */
  readonly severity: Severity;
  readonly site: string;
  /** Where to change it: `spec.vni` of the document, or a setting in the site: `ml2_conf.ini [ml2] mechanism_drivers`. */
  readonly field: string;
  /** What is wrong, and what to do. */
  readonly message: string;
}

/** One thing that must be so before a network is made. */
export interface PreflightCheck {
  readonly code: string;
  readonly severity: Severity;
  /** The rule with its reason; the reference page shows it. */
  readonly rule: string;
  readonly find: (network: StretchedNetwork, facts: readonly SiteFacts[]) => readonly Obstacle[];
}

export type Obstacle = Omit<PreflightFinding, "code" | "severity">;
