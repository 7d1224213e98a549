import { type NeutronState, portsOf, touch } from "../state.ts";

/** A port is gone: its floating IPs lead nowhere. */
export function dropAssociations(state: NeutronState, portId: string): void {
  for (const floatingIp of state.floatingIps.values()) {
    if (floatingIp.port_id !== portId) continue;
    Object.assign(floatingIp, { port_id: null, fixed_ip_address: null, router_id: null, status: "DOWN" });
    touch(state, floatingIp);
  }
}

/** Asked to delete a network, Neutron first deletes the floating IPs on it that lead nowhere, also when it then refuses (measured). */
export function releaseUnassociated(state: NeutronState, networkId: string): void {
  const outside = new Set(portsOf(state, networkId).map(({ id }) => id));
  for (const { id, port_id, outsidePortId } of state.floatingIps.values()) {
    if (port_id !== null || !outside.has(outsidePortId)) continue;
    state.ports.delete(outsidePortId);
    state.floatingIps.delete(id);
  }
}
