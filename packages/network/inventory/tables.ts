import type { RpcMessage } from "@multisite/openstack/rpc";
import { type FdbEntry, FLOOD_MAC, type ShadowPort, type WantedPort } from "../remote-ports/types.ts";
import { shadowHost, vtepOfShadowHost } from "../shadows/index.ts";

/** What the own agents were told to have, by network, endpoint, MAC and address. */
export type Tables = ReadonlyMap<string, FdbEntry>;

interface FdbNetwork {
  readonly ports?: Readonly<Record<string, readonly (readonly [mac: string, address: string])[]>>;
}

interface Changed {
  readonly before?: readonly (readonly [string, string])[];
  readonly after?: readonly (readonly [string, string])[];
}

/** The tables after a message of the l2pop fan-out. What is none of its messages changes nothing. */
export function told(tables: Tables, { method, args }: Pick<RpcMessage, "method" | "args">): Tables {
  const entries = (args.fdb_entries ?? {}) as Readonly<Record<string, FdbNetwork>>;
  if (method === "update_fdb_entries") return changed(tables, (args.fdb_entries as { readonly chg_ip?: object })?.chg_ip ?? {});
  if (method !== "add_fdb_entries" && method !== "remove_fdb_entries") return tables;
  const next = new Map(tables);
  for (const [networkId, { ports = {} }] of Object.entries(entries)) {
    for (const [vtep, pairs] of Object.entries(ports)) {
      for (const [mac, address] of pairs) {
        const entry: FdbEntry = { networkId, vtep, mac, address, isSure: true };
        // Of a MAC that has come to another endpoint, or lost it, hosts keep nothing.
        if (mac !== FLOOD_MAC) forget(next, entry, method === "remove_fdb_entries" ? "here" : "elsewhere");
        if (method === "add_fdb_entries") next.set(entryKey(entry), entry);
        else next.delete(entryKey(entry));
      }
    }
  }
  return next;
}

function forget(tables: Map<string, FdbEntry>, { networkId, mac, vtep }: FdbEntry, where: "here" | "elsewhere"): void {
  for (const [key, entry] of tables) {
    const isThere = (entry.vtep === vtep) === (where === "here");
    if (entry.mac === mac && entry.networkId === networkId && isThere) tables.delete(key);
  }
}

function changed(tables: Tables, changes: object): Tables {
  const next = new Map(tables);
  for (const [networkId, byVtep] of Object.entries(changes as Record<string, Record<string, Changed>>)) {
    for (const [vtep, { before = [], after = [] }] of Object.entries(byVtep)) {
      for (const [mac, address] of before) next.delete(entryKey({ networkId, vtep, mac, address }));
      for (const [mac, address] of after) {
        const entry: FdbEntry = { networkId, vtep, mac, address, isSure: true };
        next.set(entryKey(entry), entry);
      }
    }
  }
  return next;
}

/**
 * The tables with what hosts must have been told of these remote ports, whether it was heard or not: it stays with them when somebody deletes
 * an agent and a port then goes.
 */
export function suspected(
  tables: Tables,
  shadows: readonly Pick<ShadowPort, "network_id" | "mac_address" | "fixed_ips" | "status" | "binding:host_id">[],
): Tables {
  const missing = shadows.flatMap(({ network_id, mac_address, fixed_ips, status, ...shadow }) => {
    const vtep = vtepOfShadowHost(shadow["binding:host_id"]);
    if (vtep === undefined || status !== "ACTIVE") return [];
    const at = { networkId: network_id, vtep, isSure: false };
    const pairs = fixed_ips.map(({ ip_address }) => ({ ...at, mac: mac_address, address: ip_address }));
    return [{ ...at, mac: FLOOD_MAC, address: "0.0.0.0" }, ...pairs].filter((entry) => !tables.has(entryKey(entry)));
  });
  return missing.length === 0 ? tables : new Map([...tables, ...missing.map((entry) => [entryKey(entry), entry] as const)]);
}

/** The tables with what hosts are about to be told of ports that are said to be up. */
export function expected(tables: Tables, ports: readonly WantedPort[]): Tables {
  const asShadow = ({ networkId, mac, addresses, vtep = "" }: WantedPort) => ({
    network_id: networkId,
    mac_address: mac,
    fixed_ips: addresses,
    status: "ACTIVE" as const,
    "binding:host_id": shadowHost(vtep),
  });
  return suspected(tables, ports.map(asShadow));
}

/** What was kept over a restart: it was told once. */
export function remembered(entries: readonly FdbEntry[]): Tables {
  return unsure(new Map(entries.map((entry) => [entryKey(entry), entry])));
}

/** The feed was interrupted: what was told before may have been taken back since. */
export function unsure(tables: Tables): Tables {
  return new Map([...tables].map(([key, entry]) => [key, { ...entry, isSure: false }]));
}

function entryKey({ networkId, vtep, mac, address }: Omit<FdbEntry, "isSure">): string {
  return `${networkId} ${vtep} ${mac} ${address}`;
}
