import type {
  Network,
  NetworkRequest,
  Port,
  PortRequest,
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
}

/** What of it is there already. */
export interface SeenHere {
  readonly networks: readonly Network[];
  readonly subnets: readonly Subnet[];
  readonly groups: readonly SecurityGroup[];
  /** Ports of the network. */
  readonly ports: readonly Pick<Port, "id" | "device_owner" | "device_id" | "fixed_ips">[];
}

/** One request to Neutron. What needs the ID of something that is not there yet comes with the next look. */
export type ProvisionAction =
  | { readonly act: "create-network"; readonly request: NetworkRequest }
  | { readonly act: "tag-network"; readonly id: string; readonly tag: string }
  | { readonly act: "create-subnet"; readonly request: SubnetRequest }
  | { readonly act: "update-subnet"; readonly id: string; readonly change: SubnetChange }
  | { readonly act: "create-group"; readonly request: SecurityGroupRequest }
  | { readonly act: "create-rule"; readonly request: SecurityGroupRuleRequest }
  | { readonly act: "delete-rule"; readonly id: string }
  | { readonly act: "reserve-address"; readonly request: PortRequest }
  | { readonly act: "release-address"; readonly id: string }
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
