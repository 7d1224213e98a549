import type { Described, Tagged } from "./standard-attributes.ts";

export interface AllocationPool {
  readonly start: string;
  readonly end: string;
}

export interface HostRoute {
  readonly destination: string;
  readonly nexthop: string;
}

/** `GET /v2.0/subnets`. */
export interface Subnet extends Described, Tagged {
  readonly network_id: string;
  readonly ip_version: 4 | 6;
  readonly cidr: string;
  readonly gateway_ip: string | null;
  readonly allocation_pools: readonly AllocationPool[];
  readonly enable_dhcp: boolean;
  readonly dns_nameservers: readonly string[];
  readonly host_routes: readonly HostRoute[];
  readonly ipv6_address_mode: Ipv6Mode | null;
  readonly ipv6_ra_mode: Ipv6Mode | null;
  readonly subnetpool_id?: string | null;
  readonly segment_id?: string | null;
  readonly service_types?: readonly string[];
  readonly dns_publish_fixed_ip?: boolean;
}

export type Ipv6Mode = "slaac" | "dhcpv6-stateful" | "dhcpv6-stateless";

/** Body of `PUT /v2.0/subnets/{id}`. */
export interface SubnetChange {
  readonly name?: string;
  readonly description?: string;
  /** `null`: none. */
  readonly gateway_ip?: string | null;
  readonly allocation_pools?: readonly AllocationPool[];
  readonly enable_dhcp?: boolean;
  readonly dns_nameservers?: readonly string[];
  readonly host_routes?: readonly HostRoute[];
  readonly service_types?: readonly string[];
}

/** Body of `POST /v2.0/subnets`. */
export interface SubnetRequest extends SubnetChange {
  readonly project_id?: string;
  readonly network_id: string;
  readonly ip_version: 4 | 6;
  readonly cidr?: string;
  readonly prefixlen?: number;
  readonly subnetpool_id?: string;
  readonly segment_id?: string;
  readonly ipv6_address_mode?: Ipv6Mode;
  readonly ipv6_ra_mode?: Ipv6Mode;
}
