import type { NeutronState, StoredPort } from "../state.ts";

/** A router's ports on the networks inside. */
export function interfacesOf(state: NeutronState, routerId: string): readonly StoredPort[] {
  return portsWith(state, routerId, "network:router_interface");
}

/** Its port outside. */
export function gatewayPortOf(state: NeutronState, routerId: string): StoredPort | undefined {
  return portsWith(state, routerId, "network:router_gateway")[0];
}

function portsWith({ ports }: NeutronState, routerId: string, owner: string): readonly StoredPort[] {
  return [...ports.values()].filter(({ device_id, device_owner }) => device_id === routerId && device_owner === owner);
}
