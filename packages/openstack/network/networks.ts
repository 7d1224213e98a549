import type { Described, Tagged } from "./standard-attributes.ts";

/** `GET /v2.0/networks`. Attributes of extensions are missing where an extension is, or for who may not see them. */
export interface Network extends Described, Tagged {
  readonly admin_state_up: boolean;
  readonly status: "ACTIVE" | "DOWN" | "BUILD" | "ERROR";
  readonly shared: boolean;
  readonly subnets: readonly string[];
  readonly "router:external"?: boolean;
  readonly mtu?: number;
  readonly port_security_enabled?: boolean;
  /** Administrators only, as all of `provider:`. */
  readonly "provider:network_type"?: NetworkType;
  readonly "provider:physical_network"?: string | null;
  /** The VNI of a VXLAN network. */
  readonly "provider:segmentation_id"?: number | null;
  readonly availability_zones?: readonly string[];
  readonly availability_zone_hints?: readonly string[];
  readonly dns_domain?: string;
  readonly qos_policy_id?: string | null;
  readonly is_default?: boolean;
  readonly vlan_transparent?: boolean | null;
}

/** Type drivers of Neutron. */
export type NetworkType = "vxlan" | "vlan" | "flat" | "geneve" | "gre" | "local";

/** Body of `PUT /v2.0/networks/{id}`. A VXLAN network's segment cannot change: "Only VLAN type networks can be updated". */
export interface NetworkChange {
  readonly name?: string;
  readonly description?: string;
  readonly admin_state_up?: boolean;
  readonly shared?: boolean;
  readonly "router:external"?: boolean;
  readonly mtu?: number;
  readonly port_security_enabled?: boolean;
  readonly dns_domain?: string;
  readonly qos_policy_id?: string | null;
}

/** Body of `POST /v2.0/networks`. A segment that is taken is refused with 409 `TunnelIdInUse`. */
export interface NetworkRequest extends NetworkChange {
  readonly project_id?: string;
  readonly "provider:network_type"?: NetworkType;
  readonly "provider:physical_network"?: string;
  readonly "provider:segmentation_id"?: number;
  readonly availability_zone_hints?: readonly string[];
}
