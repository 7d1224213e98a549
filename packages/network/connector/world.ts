import { createIndexed, type Indexed } from "../indexed/index.ts";
import { type OwnPort, remembered, type Tables } from "../inventory/index.ts";
import type { SiteCopy } from "../mirror/index.ts";
import type { FdbEntry, SeenAgent, Wanted, WantedPort } from "../remote-ports/index.ts";
import { SHADOW_OWNER } from "../shadows/index.ts";
import type { KnownPort } from "./known-port.ts";

/** An agent as it was last read, or as it was last reported by this connector: then its ID is not known yet, and empty. */
export interface KnownAgent extends Omit<SeenAgent, "ageMs"> {
  readonly heardAtMs: number;
}

/** What a connector knows, each thing found without a look at the others. */
export interface World {
  /** Of the stretched networks in the own Neutron, own ones and remote ones: `mac NETWORK MAC`, `ip NETWORK IP`; remote ones also `key KEY`, `host NETWORK HOST`, `host SITE HOST`. */
  readonly ports: Indexed<KnownPort>;
  /** By host. */
  readonly agents: Map<string, KnownAgent>;
  agentsReadAtMs: number;
  readonly tables: Tables;
  /** What the own Neutron shall have: `mac NETWORK MAC`, `ip NETWORK IP`, `at NETWORK VTEP`, `at SITE VTEP`. */
  readonly wanted: Indexed<WantedPort>;
  around: Omit<Wanted, "ports">;
  readonly copies: Map<string, SiteCopy>;
  /** Endpoints that this connector has ever spoken for. */
  readonly vteps: Set<string>;
  inventory: { isWhole: boolean; ports: Map<string, OwnPort> };
}

export function createWorld(kept: {
  readonly told: readonly FdbEntry[];
  readonly copies: ReadonlyMap<string, SiteCopy>;
  readonly vteps: readonly string[];
}): World {
  return {
    ports: createIndexed<KnownPort>((port) => [
      macPlace(port.network_id, port.mac_address),
      ...port.fixed_ips.map(({ ip_address }) => `ip ${port.network_id} ${ip_address}`),
      ...(isShadow(port) ? placesOfShadow(port) : []),
    ]),
    agents: new Map(),
    agentsReadAtMs: 0,
    tables: remembered(kept.told),
    wanted: createIndexed<WantedPort>(({ site, networkId, mac, addresses, vtep }) => [
      macPlace(networkId, mac),
      ...addresses.map(({ ip_address }) => `ip ${networkId} ${ip_address}`),
      `at ${networkId} ${vtep}`,
      `at ${site} ${vtep}`,
    ]),
    around: { unknownSites: new Set(), networks: new Set(), leaving: new Set() },
    copies: new Map(kept.copies),
    vteps: new Set(kept.vteps),
    inventory: { isWhole: false, ports: new Map() },
  };
}

function placesOfShadow({ device_id, network_id, "binding:host_id": host }: KnownPort): readonly string[] {
  return [`key ${device_id}`, `host ${network_id} ${host}`, `host ${siteOf(device_id)} ${host}`];
}

/** The site in a remote port's key. */
function siteOf(key: string): string {
  return key.split("/")[0] ?? "";
}

export function isShadow({ device_owner }: Pick<KnownPort, "device_owner">): boolean {
  return device_owner === SHADOW_OWNER;
}

export function macPlace(networkId: string, mac: string): string {
  return `mac ${networkId} ${mac}`;
}

/** Where the own Neutron is to be read to know all about a remote port. */
export function placesOf({ wanted, ports }: World, key: string): readonly string[] {
  const port = wanted.all.get(key);
  return [
    ...(port === undefined ? [] : [macPlace(port.networkId, port.mac)]),
    ...ports.find(`key ${key}`).map(({ network_id, mac_address }) => macPlace(network_id, mac_address)),
  ];
}

/** Whether it is there and nobody wants it. */
export function isSurplus({ wanted, ports }: World, key: string): boolean {
  return !wanted.all.has(key) && ports.find(`key ${key}`).length > 0;
}
