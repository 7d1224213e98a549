import type { Port } from "@multisite/openstack/network";
import { SHADOW_OWNER, VIP_OWNER } from "../shadows/index.ts";
import type { Inventory, LocalNetwork, OwnPort } from "./types.ts";

/** What is looked at of a port. */
type ListedPort = Pick<
  Port,
  "id" | "name" | "network_id" | "mac_address" | "fixed_ips" | "status" | "device_owner" | "allowed_address_pairs"
> & { readonly [Name in "binding:host_id" | "binding:vif_type"]?: string };

/** Where the agent of a host ends its tunnels; undefined: no agent is known there. */
export type Endpoints = (host: string) => string | undefined;

/**
 * The inventory after its networks were listed. Our own remote ports are left out, or sites would mirror each other's mirrors.
 */
export function listed(
  before: Inventory,
  ports: readonly ListedPort[],
  vtepOf: Endpoints,
  networks: readonly LocalNetwork[],
): Inventory {
  const byId = new Map(networks.map((network) => [network.id, network]));
  const own = ports.flatMap((port) => ownPort(port, byId.get(port.network_id), vtepOf, before.ports.get(port.id)) ?? []);
  return { isWhole: true, ports: new Map(own.map((port) => [port.id, port])) };
}

/**
 * A port as other sites hear of it; undefined when it is none of the own ones. One that was up and is bound stays up, so that one that
 * moves to another host is not gone meanwhile.
 */
export function ownPort(
  port: ListedPort,
  network: LocalNetwork | undefined,
  vtepOf: Endpoints,
  before: OwnPort | undefined,
): OwnPort | undefined {
  if (network === undefined || port.device_owner === SHADOW_OWNER || port.device_owner === VIP_OWNER) return undefined;
  const isBound = port["binding:vif_type"] !== "unbound" && port["binding:vif_type"] !== "binding_failed";
  return {
    id: port.id,
    network: network.name,
    name: port.name,
    mac: port.mac_address,
    addresses: port.fixed_ips.map(({ ip_address }) => ip_address),
    vtep: network.l2GatewayAddress ?? (vtepOf(port["binding:host_id"] ?? "") || undefined),
    isUp: port.status === "ACTIVE" || ((before?.isUp ?? false) && isBound),
    pairs: port.allowed_address_pairs ?? [],
  };
}

/** The feed was interrupted: what is known stays, and is not told to anybody as the whole truth. */
export function interrupted({ ports }: Inventory): Inventory {
  return { isWhole: false, ports };
}
