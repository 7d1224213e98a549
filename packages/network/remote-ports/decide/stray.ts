import { shadowHost } from "../../shadows/index.ts";
import {
  type Action,
  type FdbEntry,
  FLOOD_MAC,
  type Memory,
  NO_ADDRESS,
  type Seen,
  type Wanted,
  type WantedPort,
} from "../types.ts";

/**
 * Takes out of the agents' tables what no port stands for: what an agent left that was deleted before its ports. A MAC that stands
 * elsewhere by now is left alone: hosts have one flow for it, which leads there; but not an ARP answer for an address that nobody has.
 */
export function stray(wanted: readonly WantedPort[], { networks }: Wanted, seen: Seen, memory: Memory): readonly Action[] {
  const hosts = new Map([...memory.vteps].map((vtep) => [shadowHost(vtep), vtep]));
  const standing = [
    ...wanted,
    ...seen.shadows.map((shadow) => ({
      networkId: shadow.network_id,
      vtep: hosts.get(shadow["binding:host_id"] ?? ""),
      mac: shadow.mac_address,
      addresses: shadow.fixed_ips,
    })),
  ];
  const macs = new Set([
    ...standing.map(({ networkId, mac }) => `${networkId} ${mac}`),
    ...seen.own.map((port) => `${port.network_id} ${port.mac_address}`),
  ]);
  const endpoints = new Set(standing.map(({ networkId, vtep }) => `${networkId} ${vtep}`));
  const addresses = new Set([
    ...standing.flatMap((port) => port.addresses.map(({ ip_address }) => `${port.networkId} ${ip_address}`)),
    ...seen.own.flatMap((port) => port.fixed_ips.map(({ ip_address }) => `${port.network_id} ${ip_address}`)),
  ]);
  const ownVteps = new Set(
    seen.agents.flatMap(({ host, tunnelingIp = "" }) => (host === shadowHost(tunnelingIp) ? [] : [tunnelingIp])),
  );
  const ours = seen.tables.filter(
    ({ networkId, vtep }) => networks.has(networkId) && memory.vteps.has(vtep) && !ownVteps.has(vtep),
  );
  const entries = ours
    .filter(({ networkId, vtep, mac }) =>
      mac === FLOOD_MAC ? !endpoints.has(`${networkId} ${vtep}`) : !macs.has(`${networkId} ${mac}`),
    )
    .map((entry) => (addresses.has(`${entry.networkId} ${entry.address}`) ? { ...entry, address: NO_ADDRESS } : entry));
  const idle = entries.filter(({ networkId, vtep }) => !endpoints.has(`${networkId} ${vtep}`));
  // A port that got another address while its agent was deleted: hosts were not told that the former one has left.
  const answers = ours.filter(
    ({ networkId, mac, address }) =>
      mac !== FLOOD_MAC && macs.has(`${networkId} ${mac}`) && !addresses.has(`${networkId} ${address}`),
  );
  return [
    ...(entries.length === 0 ? [] : [{ act: "remove-fdb", entries: [...entries, ...lacking(idle).map(floodOf)] } as const]),
    ...(answers.length === 0 ? [] : [{ act: "remove-arp", entries: answers } as const]),
  ];
}

/**
 * Hosts take the tunnel itself away only at the flood entry's removal, also of one that they do not have. Neutron's second message of a port
 * that was deleted at the same moment brings an entry, and with it the tunnel, without a flood entry (measured).
 */
function floodOf({ networkId, vtep }: FdbEntry): FdbEntry {
  return { networkId, vtep, mac: FLOOD_MAC, address: NO_ADDRESS, isSure: false };
}

/** One entry of each endpoint whose flood entry is not among them. */
function lacking(entries: readonly FdbEntry[]): readonly FdbEntry[] {
  const byEndpoint = Map.groupBy(entries, ({ networkId, vtep }) => `${networkId} ${vtep}`);
  return [...byEndpoint.values()].flatMap((some) => (some.some(({ mac }) => mac === FLOOD_MAC) ? [] : some.slice(0, 1)));
}
