import type { CallOptions } from "../session/index.ts";
import type { Described, Tagged } from "./standard-attributes.ts";
import type { HostRoute } from "./subnets.ts";

/** `GET /v2.0/routers`. */
export interface Router extends Described, Tagged {
  readonly admin_state_up: boolean;
  readonly status: "ACTIVE" | "DOWN" | "BUILD" | "ERROR";
  readonly external_gateway_info: ExternalGateway | null;
  readonly routes: readonly HostRoute[];
  readonly distributed?: boolean;
  readonly ha?: boolean;
  readonly flavor_id?: string | null;
  readonly availability_zones?: readonly string[];
  readonly availability_zone_hints?: readonly string[];
}

export interface ExternalGateway {
  readonly network_id: string;
  readonly enable_snat?: boolean;
  readonly external_fixed_ips?: readonly { readonly subnet_id?: string; readonly ip_address?: string }[];
  readonly qos_policy_id?: string | null;
}

/** Body of `PUT /v2.0/routers/{id}`. */
export interface RouterChange {
  readonly name?: string;
  readonly description?: string;
  readonly admin_state_up?: boolean;
  readonly external_gateway_info?: ExternalGateway | null;
  readonly routes?: readonly HostRoute[];
  readonly distributed?: boolean;
  readonly ha?: boolean;
}

/** Body of `POST /v2.0/routers`. */
export interface RouterRequest extends RouterChange {
  readonly project_id?: string;
  readonly availability_zone_hints?: readonly string[];
}

/** One end of a router in a network: a subnet gives it a new port with the gateway's address, a port makes it the router's. */
export type RouterInterfaceReference = { readonly subnet_id: string } | { readonly port_id: string };

/** Answer to adding and removing an interface. */
export interface RouterInterface {
  /** The router's. */
  readonly id: string;
  readonly port_id: string;
  readonly subnet_id: string;
  readonly network_id: string;
}

export interface RouterInterfaces {
  /** An answer that was lost is looked for in the router's ports. */
  addInterface(routerId: string, reference: RouterInterfaceReference, options?: CallOptions): Promise<RouterInterface>;
  /** Gives false when it was not there before. */
  removeInterface(routerId: string, reference: RouterInterfaceReference, options?: CallOptions): Promise<boolean>;
}
