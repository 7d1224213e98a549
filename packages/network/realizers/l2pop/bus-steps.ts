import type { RpcBus, RpcTarget } from "@multisite/openstack/rpc";
import type { FdbEntry } from "../../remote-ports/types.ts";

const PLUGIN: RpcTarget = { exchange: "neutron", topic: "q-plugin", version: "1.0" };
const REPORTS: RpcTarget = { exchange: "neutron", topic: "q-reports-plugin", version: "1.0" };
/** Where the server tells its agents of ports: heard for the inventory, and spoken on only to take out what the server has forgotten. */
export const L2POP_FAN_OUT = "q-agent-notifier-l2population-update_fanout";

type Bus = Pick<RpcBus, "cast">;

/** The least that Neutron binds ports to (measured): without `tunnel_types` binding fails, without `tunneling_ip` no host is told. */
export async function reportState(bus: Bus, host: string, vtep: string, nowMs: number): Promise<void> {
  const agent = {
    agent_type: "Open vSwitch agent",
    binary: "multisite-remote-vtep",
    host,
    topic: "N/A",
    configurations: { tunneling_ip: vtep, tunnel_types: ["vxlan"] },
  };
  await bus.cast(REPORTS, "report_state", {
    agent_state: { agent_state: agent },
    time: new Date(nowMs).toISOString().slice(0, -1),
  });
}

/**
 * Makes the port ACTIVE, and the hosts be told of it. They are told to flood to the endpoint only with its first two ports on the network, or
 * with `refresh_tunnels` (neutron/plugins/ml2/drivers/l2pop/mech_driver.py, update_port_up).
 */
export async function deviceUp(bus: Bus, id: string, host: string, isRepeated: boolean): Promise<void> {
  const refresh = isRepeated ? { refresh_tunnels: true } : {};
  await bus.cast(PLUGIN, "update_device_up", { device: id, host, agent_id: host, ...refresh });
}

export async function deviceDown(bus: Bus, id: string, host: string): Promise<void> {
  await bus.cast(PLUGIN, "update_device_down", { device: id, host, agent_id: host });
}

/** An address change without a new address (neutron/plugins/ml2/drivers/l2pop/rpc_manager/l2population_rpc.py, fdb_chg_ip_tun). */
export async function removeArp(bus: Bus, entries: readonly FdbEntry[]): Promise<void> {
  const chg_ip = Object.fromEntries(
    [...Map.groupBy(entries, ({ networkId }) => networkId)].map(([networkId, list]) => {
      const byVtep = Map.groupBy(list, ({ vtep }) => vtep);
      return [networkId, Object.fromEntries([...byVtep].map(([vtep, some]) => [vtep, { before: some.map(pairOf), after: [] }]))];
    }),
  );
  await bus.cast({ exchange: L2POP_FAN_OUT, topic: "", version: "1.0" }, "update_fdb_entries", { fdb_entries: { chg_ip } });
}

export async function removeFdb(bus: Bus, entries: readonly FdbEntry[], vniOf: (networkId: string) => number): Promise<void> {
  const byNetwork = Map.groupBy(entries, ({ networkId }) => networkId);
  const fdb_entries = Object.fromEntries(
    [...byNetwork].map(([networkId, list]) => {
      const byVtep = Map.groupBy(list, ({ vtep }) => vtep);
      const ports = Object.fromEntries([...byVtep].map(([vtep, some]) => [vtep, some.map(pairOf)]));
      return [networkId, { segment_id: vniOf(networkId), network_type: "vxlan", ports }];
    }),
  );
  await bus.cast({ exchange: L2POP_FAN_OUT, topic: "", version: "1.0" }, "remove_fdb_entries", { fdb_entries });
}

function pairOf({ mac, address }: FdbEntry): readonly [string, string] {
  return [mac, address];
}
