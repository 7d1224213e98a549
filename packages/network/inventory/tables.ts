import type { RpcMessage } from "@multisite/openstack/rpc";
import { createIndexed, type Indexed } from "../indexed/index.ts";
import { type FdbEntry, FLOOD_MAC, NO_ADDRESS, type ShadowPort, type WantedPort } from "../remote-ports/types.ts";
import { shadowHost, vtepOfShadowHost } from "../shadows/index.ts";

/** What the own agents were told to have: found by `mac NETWORK MAC` and `ip NETWORK IP`, and flood entries by `flood NETWORK VTEP`; all by `at VTEP`. */
export type Tables = Indexed<FdbEntry>;

export function createTables(): Tables {
  return createIndexed<FdbEntry>(({ networkId, vtep, mac, address }) => [
    ...(mac === FLOOD_MAC ? [`flood ${networkId} ${vtep}`] : [`mac ${networkId} ${mac}`, `ip ${networkId} ${address}`]),
    `at ${vtep}`,
  ]);
}

/** What a message says of one MAC at one endpoint. */
export interface Told extends Pick<FdbEntry, "networkId" | "vtep" | "mac" | "address"> {
  /** A changed address is one that `left` and one that is `added`; `doubted` is what hosts may have lost with something else. */
  readonly how: "added" | "removed" | "left" | "doubted";
}

interface FdbNetwork {
  readonly ports?: Readonly<Record<string, readonly (readonly [mac: string, address: string])[]>>;
}

interface Changed {
  readonly before?: readonly (readonly [string, string])[];
  readonly after?: readonly (readonly [string, string])[];
}

/** Takes a message of the l2pop fan-out into the tables. What is none of its messages changes nothing. */
export function told(tables: Tables, message: Pick<RpcMessage, "method" | "args">): readonly Told[] {
  const all = read(message);
  for (const { how, ...place } of all) {
    const entry: FdbEntry = { ...place, isSure: true };
    forget(tables, entry, how);
    const key = entryKey(entry);
    if (how !== "added") tables.delete(key);
    else if (tables.all.get(key)?.isSure !== true) tables.set(key, entry);
  }
  return [...all, ...all.flatMap((one) => (one.how === "added" ? [] : lostWith(tables, one)))];
}

/**
 * Hosts find flows by the MAC alone and ARP answers by the address alone, so what else has one of them by now loses it too; and they flood to an
 * endpoint, with all that is there, or not. What may be lost is not sure any more.
 */
function lostWith(tables: Tables, { how, networkId, vtep, mac, address }: Told): readonly Told[] {
  const lost =
    mac === FLOOD_MAC
      ? tables
          .find(`at ${vtep}`)
          .filter((entry) => entry.networkId === networkId && entry.mac !== FLOOD_MAC)
          .slice(0, 1)
      : [...(how === "removed" ? tables.find(`mac ${networkId} ${mac}`) : []), ...tables.find(`ip ${networkId} ${address}`)];
  return lost
    .filter(({ isSure }) => isSure)
    .map((entry) => {
      tables.set(entryKey(entry), { ...entry, isSure: false });
      const { isSure: _, ...place } = entry;
      return { how: "doubted", ...place };
    });
}

function read({ method, args }: Pick<RpcMessage, "method" | "args">): readonly Told[] {
  const entries = (args.fdb_entries ?? {}) as Readonly<Record<string, FdbNetwork>>;
  if (method === "update_fdb_entries") return changes((entries as { readonly chg_ip?: object }).chg_ip ?? {});
  if (method !== "add_fdb_entries" && method !== "remove_fdb_entries") return [];
  const how = method === "add_fdb_entries" ? "added" : "removed";
  return Object.entries(entries).flatMap(([networkId, { ports = {} }]) =>
    Object.entries(ports).flatMap(([vtep, pairs]) =>
      pairs.map(([mac, address]) => ({ how, networkId, vtep, mac, address }) as const),
    ),
  );
}

function changes(chgIp: object): readonly Told[] {
  return Object.entries(chgIp as Record<string, Record<string, Changed>>).flatMap(([networkId, byVtep]) =>
    Object.entries(byVtep).flatMap(([vtep, { before = [], after = [] }]) => [
      ...before.map(([mac, address]) => ({ how: "left", networkId, vtep, mac, address }) as const),
      ...after.map(([mac, address]) => ({ how: "added", networkId, vtep, mac, address }) as const),
    ]),
  );
}

/**
 * What hosts lose with a message beside the entry itself: of a MAC that has come to another endpoint all but the ARP answers for other
 * addresses, which are found by the address alone; and all of one that is taken out without an address (decide/stray.ts).
 */
function forget(tables: Tables, { networkId, mac, vtep, address }: FdbEntry, how: Told["how"]): void {
  if (mac === FLOOD_MAC) return;
  for (const entry of tables.find(`mac ${networkId} ${mac}`)) {
    const isThere = entry.vtep === vtep;
    const isOver = how === "added" ? !isThere && entry.address === address : isThere && address === NO_ADDRESS;
    if (isOver) tables.delete(entryKey(entry));
  }
}

/**
 * Adds what hosts must have been told of these remote ports, whether it was heard or not: it stays with them when somebody deletes
 * an agent and a port then goes. Gives what was added.
 */
export function suspected(
  tables: Tables,
  shadows: readonly Pick<ShadowPort, "network_id" | "mac_address" | "fixed_ips" | "status" | "binding:host_id">[],
): readonly FdbEntry[] {
  const missing: FdbEntry[] = [];
  for (const { network_id: networkId, mac_address, fixed_ips, status, ...shadow } of shadows) {
    const vtep = vtepOfShadowHost(shadow["binding:host_id"]);
    if (vtep === undefined || status !== "ACTIVE") continue;
    const add = (mac: string, address: string): void => {
      const entry = { networkId, vtep, mac, address, isSure: false };
      const key = entryKey(entry);
      if (tables.all.has(key)) return;
      tables.set(key, entry);
      missing.push(entry);
    };
    add(FLOOD_MAC, "0.0.0.0");
    for (const { ip_address } of fixed_ips) add(mac_address, ip_address);
  }
  return missing;
}

/** Adds what hosts are about to be told of ports that are said to be up. Gives what was added. */
export function expected(tables: Tables, ports: readonly WantedPort[]): readonly FdbEntry[] {
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
  const tables = createTables();
  for (const entry of entries) tables.set(entryKey(entry), { ...entry, isSure: false });
  return tables;
}

/** The feed was interrupted: what was told before may have been taken back since. */
export function unsure(tables: Tables): void {
  for (const [key, entry] of [...tables.all]) tables.set(key, { ...entry, isSure: false });
}

/** Hosts that have started since may not have been told of what is at this endpoint. */
export function doubted(tables: Tables, vtep: string): void {
  for (const entry of tables.find(`at ${vtep}`)) tables.set(entryKey(entry), { ...entry, isSure: false });
}

function entryKey({ networkId, vtep, mac, address }: Omit<FdbEntry, "isSure">): string {
  return `${networkId} ${vtep} ${mac} ${address}`;
}
