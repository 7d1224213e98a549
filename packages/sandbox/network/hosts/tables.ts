import { FLOOD, type L2popMessage } from "../l2pop/messages.ts";

/** Where a host sends frames of one network. */
export interface HostTable {
  /** Endpoint by MAC. */
  readonly unicast: Map<string, string>;
  /** MAC by address: what the ARP responder answers. */
  readonly arp: Map<string, string>;
  readonly flood: Set<string>;
}

export function emptyTable(): HostTable {
  return { unicast: new Map(), arp: new Map(), flood: new Set() };
}

/**
 * Takes a message into the tables of a host that has ports on the network (neutron/plugins/ml2/drivers/openvswitch/agent/
 * ovs_neutron_agent.py, fdb_add and fdb_remove). Its own endpoint, and networks that it has no port of, do not concern it.
 *
 * @param tunnels of the host, by endpoint; one goes with the last network that floods to it
 */
export function applyMessage(
  message: L2popMessage,
  ownVtep: string,
  tables: ReadonlyMap<string, HostTable>,
  tunnels: Set<string>,
): void {
  const tableOf = (networkId: string): HostTable | undefined => tables.get(networkId);
  if (message.method === "update_fdb_entries") {
    for (const [networkId, byVtep] of Object.entries(message.args.fdb_entries.chg_ip)) {
      const table = tableOf(networkId);
      for (const [vtep, { before, after }] of Object.entries(byVtep)) {
        if (vtep === ownVtep || table === undefined) continue;
        for (const [, address] of before) table.arp.delete(address);
        for (const [mac, address] of after) table.arp.set(address, mac);
      }
    }
    return;
  }
  for (const [networkId, { ports }] of Object.entries(message.args.fdb_entries)) {
    const table = tableOf(networkId);
    if (table === undefined) continue;
    for (const [vtep, entries] of Object.entries(ports)) {
      if (vtep === ownVtep) continue;
      if (message.method === "add_fdb_entries") {
        tunnels.add(vtep);
        for (const entry of entries) add(table, vtep, entry);
        continue;
      }
      // Without a tunnel there nothing is taken out: flows that led into it stay (l2population_rpc.py, fdb_remove_tun).
      if (!tunnels.has(vtep)) continue;
      for (const entry of entries) remove(table, vtep, entry);
      const isFlooded = [...tables.values()].some(({ flood }) => flood.has(vtep));
      if (!isFlooded && entries.some(([mac]) => mac === FLOOD[0])) tunnels.delete(vtep);
    }
  }
}

function add(table: HostTable, vtep: string, [mac, address]: readonly [string, string]): void {
  // A tunnel to the endpoint comes with its first entry, and the tunnel is flooded to.
  if (mac === FLOOD[0]) table.flood.add(vtep);
  else {
    table.unicast.set(mac, vtep);
    table.arp.set(address, mac);
  }
}

function remove(table: HostTable, vtep: string, [mac, address]: readonly [string, string]): void {
  if (mac === FLOOD[0]) table.flood.delete(vtep);
  else {
    // Flows are found by MAC and by address alone, whatever endpoint they lead to.
    table.unicast.delete(mac);
    table.arp.delete(address);
  }
}
