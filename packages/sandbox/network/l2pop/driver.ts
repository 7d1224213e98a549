import { type NeutronState, type StoredPort, wiringAgentOf } from "../neutron/state.ts";
import { type FdbNetwork, FLOOD, type L2popMessage } from "./messages.ts";

type Entry = readonly [string, string];

/**
 * A port is wired: all agents hear of it; the port's own agent hears of everybody else when it is its first port on the network, or
 * when it has just started (neutron/plugins/ml2/drivers/l2pop/mech_driver.py, update_port_up).
 */
export function announceUp(state: NeutronState, port: StoredPort, isRefresh: boolean): void {
  const vtep = vtepOf(state, port);
  if (vtep === undefined || port.fixed_ips.length === 0) return;
  // One or two, as two may become active at the same time.
  const isFirst = activePortsAt(state, port).length <= 2;
  if (isFirst || isRefresh) {
    const everybody = othersOf(state, port, vtep);
    if (Object.keys(everybody).length > 0)
      state.send(message(state, "add_fdb_entries", port, everybody), port["binding:host_id"]);
  }
  const entries = [...(isFirst || isRefresh ? [FLOOD] : []), ...entriesOf(port)];
  // Twice: for the new status, and for the wiring (measured).
  for (let times = 0; times < 2; times++) state.send(message(state, "add_fdb_entries", port, { [vtep]: entries }), undefined);
}

/** A port is gone from its host: nothing is said when the host's agent is gone too, and the flow leaks (measured). */
export function announceDown(state: NeutronState, port: StoredPort): void {
  const vtep = vtepOf(state, port);
  if (vtep === undefined || port.fixed_ips.length === 0) return;
  const isLast = activePortsAt(state, port).filter(({ id }) => id !== port.id).length === 0;
  const entries = [...entriesOf(port), ...(isLast ? [FLOOD] : [])];
  state.send(message(state, "remove_fdb_entries", port, { [vtep]: entries }), undefined);
}

/** A wired port has other addresses. */
export function announceAddresses(state: NeutronState, port: StoredPort, before: readonly Entry[]): void {
  const vtep = vtepOf(state, port);
  if (vtep === undefined) return;
  const chg_ip = { [port.network_id]: { [vtep]: { before, after: entriesOf(port) } } };
  state.send({ method: "update_fdb_entries", args: { fdb_entries: { chg_ip } } }, undefined);
}

export function entriesOf({ mac_address, fixed_ips }: StoredPort): readonly Entry[] {
  return fixed_ips.map(({ ip_address }) => [mac_address, ip_address]);
}

/** Of the agent now: the server keeps no other, so that an agent that changes it leaves its former one everywhere (measured). */
function vtepOf(state: NeutronState, port: StoredPort): string | undefined {
  return wiringAgentOf(state, port["binding:host_id"])?.configurations.tunneling_ip;
}

function activePortsAt({ ports }: NeutronState, { network_id, "binding:host_id": host }: StoredPort): readonly StoredPort[] {
  return [...ports.values()].filter(
    (port) => port.network_id === network_id && port["binding:host_id"] === host && port.status === "ACTIVE",
  );
}

function othersOf(state: NeutronState, port: StoredPort, ownVtep: string): Readonly<Record<string, readonly Entry[]>> {
  const byVtep: Record<string, Entry[]> = {};
  for (const other of state.ports.values()) {
    if (other.network_id !== port.network_id || other.status !== "ACTIVE" || other.fixed_ips.length === 0) continue;
    const vtep = vtepOf(state, other);
    if (vtep === undefined || vtep === ownVtep) continue;
    byVtep[vtep] ??= [FLOOD];
    byVtep[vtep].push(...entriesOf(other));
  }
  return byVtep;
}

function message(
  { networks }: NeutronState,
  method: "add_fdb_entries" | "remove_fdb_entries",
  { network_id }: StoredPort,
  ports: FdbNetwork["ports"],
): L2popMessage {
  const network = networks.get(network_id);
  const segment = {
    segment_id: network?.["provider:segmentation_id"] ?? 0,
    network_type: network?.["provider:network_type"] ?? "vxlan",
    ports,
  };
  return { method, args: { fdb_entries: { [network_id]: segment } } };
}
