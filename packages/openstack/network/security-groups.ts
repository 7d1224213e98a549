import type { Described, Owned, Tagged } from "./standard-attributes.ts";

/** `GET /v2.0/security-groups`. */
export interface SecurityGroup extends Described, Tagged {
  readonly stateful?: boolean;
  readonly shared?: boolean;
  readonly security_group_rules: readonly SecurityGroupRule[];
}

/** Body of `PUT /v2.0/security-groups/{id}`. */
export interface SecurityGroupChange {
  readonly name?: string;
  readonly description?: string;
  readonly stateful?: boolean;
}

/** Body of `POST /v2.0/security-groups`. It comes with two rules that let everything out. */
export interface SecurityGroupRequest extends SecurityGroupChange {
  readonly project_id?: string;
  readonly name: string;
}

/** `GET /v2.0/security-group-rules`. `null`: any. */
export interface SecurityGroupRule extends Owned {
  readonly description?: string | null;
  readonly security_group_id: string;
  readonly direction: "ingress" | "egress";
  readonly ethertype: "IPv4" | "IPv6";
  readonly protocol: string | null;
  readonly port_range_min: number | null;
  readonly port_range_max: number | null;
  readonly remote_ip_prefix: string | null;
  readonly remote_group_id: string | null;
  readonly remote_address_group_id?: string | null;
}

/** Body of `POST /v2.0/security-group-rules`. Rules do not change; the same rule again is 409 `SecurityGroupRuleExists`. */
export interface SecurityGroupRuleRequest {
  readonly project_id?: string;
  readonly description?: string;
  readonly security_group_id: string;
  readonly direction: "ingress" | "egress";
  readonly ethertype?: "IPv4" | "IPv6";
  readonly protocol?: string | number | null;
  readonly port_range_min?: number | null;
  readonly port_range_max?: number | null;
  readonly remote_ip_prefix?: string | null;
  readonly remote_group_id?: string | null;
}
