import { shadowHost } from "../../shadows/index.ts";
import type { FdbEntry, Limits, Memory, Seen, ShadowPort, Wanted, WantedPort } from "../types.ts";

export const NOW_MS = 1_700_000_000_000;
export const NETWORK = "net-1";
const VTEP = "192.0.2.12";

export const limits: Limits = {
  changes: 50,
  removals: 3,
  removalWindowMs: 600_000,
  reportAgeMs: 45_000,
  repeatUpMs: 15_000,
};

/** The `index`-th port of west, up. */
export function port(index = 1, change: Partial<WantedPort> = {}): WantedPort {
  return {
    key: `west/p${index}`,
    site: "west",
    name: `vm-${index}`,
    networkId: NETWORK,
    projectId: "hss",
    mac: `fa:16:3e:02:00:${String(index).padStart(2, "0")}`,
    addresses: [{ subnet_id: "sub-1", ip_address: `10.50.0.${80 + index}` }],
    vtep: VTEP,
    isUp: true,
    pairs: [],
    securityGroups: ["members"],
    ...change,
  };
}

/** The port as Neutron has it when it is realized. */
export function shadowOf(wanted: WantedPort, change: Partial<ShadowPort> = {}): ShadowPort {
  return {
    id: `id-${wanted.key}`,
    name: wanted.name,
    network_id: wanted.networkId,
    mac_address: wanted.mac,
    fixed_ips: wanted.addresses,
    status: "ACTIVE",
    device_id: wanted.key,
    security_groups: wanted.securityGroups,
    allowed_address_pairs: wanted.pairs,
    "binding:host_id": shadowHost(wanted.vtep ?? ""),
    "binding:vif_type": "ovs",
    ...change,
  };
}

export function entriesOf(wanted: WantedPort, isSure = true): readonly FdbEntry[] {
  const { networkId, vtep = "", mac } = wanted;
  return [
    { networkId, vtep, mac: "00:00:00:00:00:00", address: "0.0.0.0", isSure },
    ...wanted.addresses.map(({ ip_address }) => ({ networkId, vtep, mac, address: ip_address, isSure })),
  ];
}

export function agentOf(vtep: string, ageMs = 10_000) {
  return { id: `agent-${vtep}`, host: shadowHost(vtep), tunnelingIp: vtep, ageMs };
}

export function wanted(ports: readonly WantedPort[], change: Partial<Wanted> = {}): Wanted {
  return { ports, unknownSites: new Set(), networks: new Set([NETWORK]), leaving: new Set(), ...change };
}

/** A site in which these ports are realized. */
export function seen(ports: readonly WantedPort[], change: Partial<Seen> = {}): Seen {
  const vteps = [...new Set(ports.flatMap(({ vtep }) => vtep ?? []))];
  return {
    nowMs: NOW_MS,
    shadows: ports.map((one) => shadowOf(one)),
    own: [],
    agents: [{ id: "own", host: "compute-1", tunnelingIp: "192.0.2.11", ageMs: 5000 }, ...vteps.map((vtep) => agentOf(vtep))],
    tables: ports.flatMap((one) => entriesOf(one)),
    ...change,
  };
}

export function memory(change: Partial<Memory> = {}): Memory {
  return {
    vteps: new Set([VTEP, "192.0.2.13"]),
    refused: new Map(),
    upAtMs: new Map(),
    removedAtMs: [],
    allowedRemovals: 0,
    ...change,
  };
}
