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
  const claimants: Sites = new Map();
  for (const port of ports) if (!isManual(port)) for (const what of wanted(port)) addSite(claimants, what, port.site);
  const holders: Sites = new Map();
  for (const shadow of shadows)
    for (const what of there(shadow)) if (what !== undefined) addSite(holders, what, shadow.device_id.split("/")[0] ?? "");
  return (port) => {
    if (isManual(port)) return undefined;
    for (const what of wanted(port)) {
      const sites = claimants.get(what);
      if (sites === undefined || typeof sites === "string") continue;
      const [holder, ...more] = [holders.get(what) ?? []].flat().filter((one) => sites.includes(one));
      if (holder !== port.site || more.length > 0) return sites.filter((one) => one !== port.site);
    }
    return undefined;
  };
}

/** By what they have: a site, or several. */
type Sites = Map<string, string | readonly string[]>;

function addSite(all: Sites, what: string, site: string): void {
  const before = all.get(what);
  if (before === undefined) all.set(what, site);
  else if (typeof before === "string" ? before !== site : !before.includes(site)) all.set(what, [before, site].flat());
}
