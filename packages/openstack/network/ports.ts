import type { Described, Tagged } from "./standard-attributes.ts";

export interface FixedIp {
  readonly subnet_id: string;
  readonly ip_address: string;
}

export interface AddressPair {
  /** An address or a CIDR. */
  readonly ip_address: string;
  /** The port's own when a request does not say. */
  readonly mac_address?: string;
}

/** `GET /v2.0/ports`. */
export interface Port extends Described, Tagged {
  readonly network_id: string;
  readonly mac_address: string;
  readonly fixed_ips: readonly FixedIp[];
  readonly admin_state_up: boolean;
  /** `N/A` where no driver says. */
  readonly status: "ACTIVE" | "DOWN" | "BUILD" | "ERROR" | "N/A";
  readonly device_id: string;
  readonly device_owner: string;
  readonly security_groups: readonly string[];
  readonly allowed_address_pairs?: readonly AddressPair[];
  readonly port_security_enabled?: boolean;
  /** Administrators and services only, as all of `binding:` but the kind of the virtual card. */
  readonly "binding:host_id"?: string;
  /** `binding_failed` when no driver could bind, `unbound` before a host is known. */
  readonly "binding:vif_type"?: string;
  readonly "binding:vif_details"?: Readonly<Record<string, unknown>>;
  readonly "binding:profile"?: Readonly<Record<string, unknown>>;
  readonly "binding:vnic_type"?: string;
  readonly extra_dhcp_opts?: readonly ExtraDhcpOption[];
  readonly dns_name?: string;
  readonly dns_assignment?: readonly Readonly<Record<string, string>>[];
  readonly qos_policy_id?: string | null;
  readonly qos_network_policy_id?: string | null;
  readonly propagate_uplink_status?: boolean;
  readonly ip_allocation?: string;
}

export interface ExtraDhcpOption {
  readonly opt_name: string;
  readonly opt_value: string;
  readonly ip_version?: 4 | 6;
}

/** Body of `PUT /v2.0/ports/{id}`. A bound port's MAC cannot change: 409 `PortBound`. */
export interface PortChange {
  readonly name?: string;
  readonly description?: string;
  readonly admin_state_up?: boolean;
  readonly mac_address?: string;
  readonly fixed_ips?: readonly Partial<FixedIp>[];
  readonly device_id?: string;
  readonly device_owner?: string;
  readonly security_groups?: readonly string[];
  readonly allowed_address_pairs?: readonly AddressPair[];
  readonly port_security_enabled?: boolean;
  /** The same host again binds anew what had failed to bind. */
  readonly "binding:host_id"?: string;
  readonly "binding:profile"?: Readonly<Record<string, unknown>>;
  readonly "binding:vnic_type"?: string;
  readonly extra_dhcp_opts?: readonly ExtraDhcpOption[];
  readonly dns_name?: string;
  readonly qos_policy_id?: string | null;
}

/**
 * Body of `POST /v2.0/ports`. What is taken is refused: 409 `MacAddressInUse`, 409 `IpAddressAlreadyAllocated`,
 * 400 `InvalidIpForSubnet`.
 */
export interface PortRequest extends PortChange {
  readonly project_id?: string;
  readonly network_id: string;
}
