import type { Agent, Port } from "@multisite/openstack/network";
import { SHADOW_OWNER, VIP_OWNER } from "../shadows/index.ts";
import type { Inventory, LocalNetwork, OwnPort } from "./types.ts";

/**
 * The inventory after its networks were listed. Our own remote ports are left out, or sites would mirror each other's mirrors. A port
 * that was up and is bound stays up, so that one that moves to another host is not gone meanwhile.
 */
export function listed(
  before: Inventory,
  ports: readonly Port[],
  agents: readonly Pick<Agent, "host" | "configurations">[],
  networks: readonly LocalNetwork[],
): Inventory {
  const byId = new Map(networks.map((network) => [network.id, network]));
  const vteps = new Map(agents.map(({ host, configurations }) => [host, configurations.tunneling_ip]));
  const own = ports.flatMap((port): readonly OwnPort[] => {
    const network = byId.get(port.network_id);
    if (network === undefined || port.device_owner === SHADOW_OWNER || port.device_owner === VIP_OWNER) return [];
    const isBound = port["binding:vif_type"] !== "unbound" && port["binding:vif_type"] !== "binding_failed";
    const wasUp = before.ports.get(port.id)?.isUp ?? false;
    return [
      {
        id: port.id,
        network: network.name,
        name: port.name,
        mac: port.mac_address,
        addresses: port.fixed_ips.map(({ ip_address }) => ip_address),
        vtep: network.l2GatewayAddress ?? (vteps.get(port["binding:host_id"] ?? "") || undefined),
        isUp: port.status === "ACTIVE" || (wasUp && isBound),
        pairs: port.allowed_address_pairs ?? [],
      },
    ];
  });
  return { isWhole: true, ports: new Map(own.map((port) => [port.id, port])) };
}

/** The feed was interrupted: what is known stays, and is not told to anybody as the whole truth. */
export function interrupted({ ports }: Inventory): Inventory {
  return { isWhole: false, ports };
}
