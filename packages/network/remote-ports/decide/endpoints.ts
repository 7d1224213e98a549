import { BlockList, isIP } from "node:net";
import { isManual } from "../../manual-ports/names.ts";
import { vtepOfShadowHost } from "../../shadows/index.ts";
import type { ShadowPort, WantedPort } from "../types.ts";

/** Addresses at which no host of another site can be. */
const NOWHERE = new BlockList();
for (const [address, prefix] of [
  ["0.0.0.0", 8],
  ["127.0.0.0", 8],
  ["224.0.0.0", 3],
] as const)
  NOWHERE.addSubnet(address, prefix, "ipv4");
for (const [address, prefix] of [
  ["::", 127],
  ["ff00::", 8],
] as const)
  NOWHERE.addSubnet(address, prefix, "ipv6");

/** Whether it is the address of one host, and not of a loopback, a group, or nothing at all. */
export function isEndpoint(vtep: string): boolean {
  const family = isIP(vtep);
  // Agents write an IPv4 address as one; the list takes both for the same.
  if (vtep.toLowerCase().startsWith("::ffff:")) return false;
  return family !== 0 && !NOWHERE.check(vtep, family === 4 ? "ipv4" : "ipv6");
}

/** What only one site can have, of a wanted port and of one that is there. */
export const CLAIMS = {
  vtep: {
    wanted: ({ vtep }) => (vtep === undefined ? [] : [vtep]),
    there: (shadow) => [vtepOfShadowHost(shadow["binding:host_id"])],
  },
  mac: {
    wanted: ({ networkId, mac }) => [`${networkId} ${mac}`],
    there: ({ network_id, mac_address }) => [`${network_id} ${mac_address}`],
  },
  address: {
    wanted: ({ networkId, addresses }) => addresses.map(({ ip_address }) => `${networkId} ${ip_address}`),
    there: ({ network_id, fixed_ips }) => fixed_ips.map(({ ip_address }) => `${network_id} ${ip_address}`),
  },
} as const satisfies Readonly<Record<string, Claim>>;

interface Claim {
  readonly wanted: (port: WantedPort) => readonly string[];
  readonly there: (shadow: ShadowPort) => readonly (string | undefined)[];
}

/**
 * The sites that say to have the same as this port's: it stays with the one whose ports are there already; when none or several have some,
 * with nobody, as one of them lies or is wrong and it cannot be known which. A port that an operator made is no site's word: it is believed,
 * and contests nothing.
 */
export function contested(
  { wanted, there }: Claim,
  ports: readonly WantedPort[],
  shadows: readonly ShadowPort[],
): (port: WantedPort) => readonly string[] | undefined {
  const claimants = groupSites(
    ports.filter((port) => !isManual(port)).flatMap((port) => wanted(port).map((what) => [what, port.site] as const)),
  );
  const holders = groupSites(
    shadows.flatMap((shadow) => there(shadow).map((what) => [what, shadow.device_id.split("/")[0] ?? ""] as const)),
  );
  return (port) => {
    if (isManual(port)) return undefined;
    for (const what of wanted(port)) {
      const sites = claimants.get(what) ?? new Set();
      if (sites.size < 2) continue;
      const [holder, ...more] = [...(holders.get(what) ?? [])].filter((one) => sites.has(one));
      if (holder !== port.site || more.length > 0) return [...sites].filter((one) => one !== port.site);
    }
    return undefined;
  };
}

function groupSites(
  pairs: readonly (readonly [what: string | undefined, site: string])[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  for (const [what, site] of pairs) if (what !== undefined) groups.set(what, (groups.get(what) ?? new Set()).add(site));
  return groups;
}
