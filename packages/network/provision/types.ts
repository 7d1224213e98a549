import type {
  FloatingIp,
  FloatingIpRequest,
  Network,
  NetworkChange,
  NetworkRequest,
  Port,
  PortChange,
  PortRequest,
  Router,
  RouterChange,
  RouterRequest,
  SecurityGroup,
  SecurityGroupRequest,
  SecurityGroupRuleRequest,
  Subnet,
  SubnetChange,
  SubnetRequest,
} from "@multisite/openstack/network";
import type { StretchedNetwork } from "../document/index.ts";

/** A document's network in one site, as it shall be there. */
export interface WantedHere {
  readonly network: StretchedNetwork;
  readonly site: string;
  /** ID of the project in this site's cloud. */
  readonly projectId: string;
  /** Of an overlay: chosen once for all sites (`preflight/`). */
  readonly vni: number | undefined;
  /**
   * Of a routed network: at which addresses the other sites' ports are seen here (`reachedAt` there), so that rules for members let
   * them in. Undefined: not asked for; what is allowed already stays.
   */
  readonly membersElsewhere?: MembersElsewhere;
  /** Floating IPs that a run has moved, from here or to here: what leads nowhere may be on its way, and stays. */
  readonly movedAddresses?: ReadonlySet<string>;
}

export interface MembersElsewhere {
  readonly addresses: readonly string[];
  /** False while a site of the network was not heard: what is allowed and nobody known has may be its port's, and stays. */
  readonly isWhole: boolean;
}

/** What of it is there already. */
export interface SeenHere {
  readonly networks: readonly Network[];
  readonly subnets: readonly Subnet[];
  readonly groups: readonly SecurityGroup[];
  /** Ports of the network. */
  readonly ports: readonly SeenPort[];
  /** Of a routed network: ways out of the site. */
  readonly ways?: SeenWays;
}

export type SeenPort = Pick<Port, "id" | "device_owner" | "device_id" | "fixed_ips" | "port_security_enabled">;

export interface SeenWays {
  /** With the name that the document says. */
  readonly external: readonly Network[];
  /** Made for this network. */
  readonly routers: readonly Router[];
  /** Made for this network, or leading to a port of it. */
  readonly floatingIps: readonly FloatingIp[];
}

/** One request to Neutron. What needs the ID of something that is not there yet comes with the next look. */
export type ProvisionAction =
  | { readonly act: "create-network"; readonly request: NetworkRequest }
  | { readonly act: "tag-network"; readonly id: string; readonly tag: string }
  | { readonly act: "update-network"; readonly id: string; readonly change: NetworkChange }
  | { readonly act: "update-port"; readonly id: string; readonly change: PortChange }
  | { readonly act: "create-subnet"; readonly request: SubnetRequest }
  | { readonly act: "update-subnet"; readonly id: string; readonly change: SubnetChange }
  | { readonly act: "create-group"; readonly request: SecurityGroupRequest }
  | { readonly act: "create-rule"; readonly request: SecurityGroupRuleRequest }
  | { readonly act: "delete-rule"; readonly id: string }
  | { readonly act: "reserve-address"; readonly request: PortRequest }
  | { readonly act: "release-address"; readonly id: string }
  | { readonly act: "create-router"; readonly request: RouterRequest }
  | { readonly act: "update-router"; readonly id: string; readonly change: RouterChange }
  | { readonly act: "add-interface"; readonly id: string; readonly subnetId: string }
  | { readonly act: "create-floating-ip"; readonly request: FloatingIpRequest }
  | { readonly act: "delete-floating-ip"; readonly id: string }
  | { readonly act: "remove-interface"; readonly id: string; readonly subnetId: string }
  | { readonly act: "delete-router"; readonly id: string }
  | { readonly act: "delete-network"; readonly id: string }
  | { readonly act: "delete-group"; readonly id: string };

/** Something that nobody can change while the network is used, or that is in the way of its deletion. */
export interface Conflict {
  /** `spec.cidr` of the document, or what is in the way. */
  readonly field: string;
  readonly message: string;
}

/** With conflicts there are no actions: a half-applied change is worse than none. */
export interface ProvisionPlan {
  readonly actions: readonly ProvisionAction[];
  readonly conflicts: readonly Conflict[];
}
