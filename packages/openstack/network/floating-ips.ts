import type { Owned, Tagged } from "./standard-attributes.ts";

/** `GET /v2.0/floatingips`. */
export interface FloatingIp extends Owned, Tagged {
  readonly description?: string;
  readonly floating_network_id: string;
  readonly floating_ip_address: string;
  /** The port that it leads to. */
  readonly port_id: string | null;
  readonly fixed_ip_address: string | null;
  readonly router_id: string | null;
  readonly status: "ACTIVE" | "DOWN" | "ERROR";
  readonly dns_name?: string;
  readonly dns_domain?: string;
  readonly qos_policy_id?: string | null;
}

/** Body of `PUT /v2.0/floatingips/{id}`. A PUT without `port_id` takes the address away from its port, so it must be said. */
export interface FloatingIpChange {
  readonly port_id: string | null;
  /** Which one of the port's addresses, when it has several. */
  readonly fixed_ip_address?: string;
  readonly description?: string;
}

/** Body of `POST /v2.0/floatingips`. */
export interface FloatingIpRequest {
  readonly project_id?: string;
  readonly floating_network_id: string;
  /** A certain address: administrators only. */
  readonly floating_ip_address?: string;
  readonly subnet_id?: string;
  readonly port_id?: string;
  readonly fixed_ip_address?: string;
  readonly description?: string;
}
