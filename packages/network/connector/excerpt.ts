import { FLOOD_MAC, type Seen, type SeenAgent, type Wanted, type WantedPort } from "../remote-ports/index.ts";
import { isShadowHost, shadowHost, vtepOfShadowHost } from "../shadows/index.ts";
import type { KnownPort } from "./known-port.ts";
import { isShadow, macPlace, type World } from "./world.ts";

/** What has changed, and is to be decided on. */
export interface Subject {
  /** Remote ports, with those that they depend on ({@link dependents}). */
  readonly keys: ReadonlySet<string>;
  /** Of agents that may stand for nothing any more. */
  readonly hosts: ReadonlySet<string>;
  /** `mac NETWORK MAC` of table entries that may stand for nothing any more. */
  readonly macs: ReadonlySet<string>;
}

/** A remote port, and those that have an address that it shall have, and those that have theirs: only together can they be decided on. */
export function dependents({ wanted, ports }: World, key: string): ReadonlySet<string> {
  const found = new Set([key]);
  for (const one of found) {
    const port = wanted.all.get(one);
    for (const { ip_address } of port?.addresses ?? [])
      for (const holder of ports.find(`ip ${port?.networkId} ${ip_address}`)) if (isShadow(holder)) found.add(holder.device_id);
  }
  return found;
}

/**
 * Of all that is known what the rules look at to decide on a subject, so that they say of it what they would say with everything before
 * them. Of other ports there are some in it too: only what they say of the subject counts.
 */
export function excerpt(
  world: World,
  { keys, hosts: moreHosts, macs: moreMacs }: Subject,
  surplus: Iterable<string>,
  nowMs: number,
): { readonly wanted: Wanted; readonly seen: Seen } {
  const wanted = new Map<string, WantedPort>();
  const shadows = new Map<string, KnownPort>();
  const own = new Map<string, KnownPort>();
  const want = (port: WantedPort | undefined): void => void (port && wanted.set(port.key, port));
  const see = (port: KnownPort | undefined): void => void (port && (isShadow(port) ? shadows : own).set(port.id, port));

  for (const key of keys) {
    want(world.wanted.all.get(key));
    for (const port of world.ports.find(`key ${key}`)) see(port);
  }
  const macs = new Set([
    ...moreMacs,
    ...[...wanted.values()].map(({ networkId, mac }) => macPlace(networkId, mac)),
    ...[...shadows.values()].map((port) => macPlace(port.network_id, port.mac_address)),
  ]);
  const ofMacs = [...macs].flatMap((mac) => world.tables.find(mac));
  const hosts = new Set([
    ...moreHosts,
    ...[...wanted.values(), ...ofMacs].flatMap(({ vtep }) => (vtep === undefined ? [] : shadowHost(vtep))),
    ...[...shadows.values()].flatMap((port) => port["binding:host_id"] ?? []),
  ]);
  const networks = [...world.around.networks];
  const tables = [
    ...ofMacs,
    ...networks.flatMap((id) => [...hosts].flatMap((host) => world.tables.find(`flood ${id} ${vtepOfShadowHost(host)}`))),
  ];
  // Who else is at an endpoint: one of each network and each site is enough.
  for (const id of [...networks, ...world.copies.keys()]) {
    for (const host of hosts) {
      see(world.ports.findOther(`host ${id} ${host}`, (port) => keys.has(port.device_id)));
      want(world.wanted.findOther(`at ${id} ${vtepOfShadowHost(host)}`, ({ key }) => keys.has(key)));
    }
  }
  // What is left at an endpoint where nobody is goes at once: without its flood entry hosts would keep the rest (see unsettled.ts).
  for (const id of networks) {
    for (const vtep of [...hosts].flatMap((host) => vtepOfShadowHost(host) ?? [])) {
      if (world.ports.findOther(`host ${id} ${shadowHost(vtep)}`, nobody) ?? world.wanted.findOther(`at ${id} ${vtep}`, nobody))
        continue;
      for (const entry of world.tables.find(`at ${vtep}`))
        if (entry.networkId === id && !tables.includes(entry)) tables.push(entry);
    }
  }
  for (const { networkId, mac } of tables) if (mac !== FLOOD_MAC) macs.add(macPlace(networkId, mac));
  // Who else says to have its MAC or its addresses.
  for (const mac of macs) for (const port of world.wanted.find(mac)) want(port);
  for (const { networkId, addresses } of [...keys].flatMap((key) => world.wanted.all.get(key) ?? []))
    for (const { ip_address } of addresses) for (const port of world.wanted.find(`ip ${networkId} ${ip_address}`)) want(port);
  for (const { networkId, address } of tables) for (const port of world.wanted.find(`ip ${networkId} ${address}`)) want(port);
  const places = [
    ...macs,
    ...tables.map(({ networkId, address }) => `ip ${networkId} ${address}`),
    ...[...wanted.values()].flatMap(({ networkId, mac, addresses }) => [
      macPlace(networkId, mac),
      ...addresses.map(({ ip_address }) => `ip ${networkId} ${ip_address}`),
    ]),
  ];
  for (const place of places) for (const port of world.ports.find(place)) see(port);
  // How many are to be removed is decided on as a whole.
  for (const key of surplus) for (const port of world.ports.find(`key ${key}`)) see(port);
  // Nobody counts as one of them who is only seen here for something else.
  for (const { device_id } of shadows.values()) want(world.wanted.all.get(device_id));
  return {
    wanted: { ports: [...wanted.values()], ...world.around },
    seen: {
      nowMs,
      shadows: [...shadows.values()],
      own: [...own.values()],
      agents: agentsOf(world, nowMs, (host) => !isShadowHost(host) || hosts.has(host)),
      tables,
    },
  };
}

const nobody = (): boolean => false;

type Everything = Pick<World, "around" | "agents"> & {
  readonly [Name in "ports" | "wanted" | "tables"]: Pick<World[Name], "all">;
};

/** Everything that is known, for the rules. */
export function everything(world: Everything, nowMs: number): { readonly wanted: Wanted; readonly seen: Seen } {
  const ports = [...world.ports.all.values()];
  return {
    wanted: { ports: [...world.wanted.all.values()], ...world.around },
    seen: {
      nowMs,
      shadows: ports.filter(isShadow),
      own: ports.filter((port) => !isShadow(port)),
      agents: agentsOf(world, nowMs, () => true),
      tables: [...world.tables.all.values()],
    },
  };
}

function agentsOf({ agents }: Pick<World, "agents">, nowMs: number, isMeant: (host: string) => boolean): readonly SeenAgent[] {
  const found: SeenAgent[] = [];
  for (const { heardAtMs, ...agent } of agents.values())
    if (isMeant(agent.host)) found.push({ ...agent, ageMs: nowMs - heardAtMs });
  return found;
}
