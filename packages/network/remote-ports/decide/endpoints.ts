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

/**
 * The sites that an endpoint is not believed of, as another one says the same: it stays with the one whose ports are there already; when none
 * or several have some, with nobody, as one of them lies or is wrong and it cannot be known which. A port that an operator made is no
 * site's word: it is believed, and contests nothing.
 */
export function contested(
  ports: readonly WantedPort[],
  shadows: readonly ShadowPort[],
): (port: WantedPort) => readonly string[] | undefined {
  const claims = groupSites(ports.filter((port) => !isManual(port)).map(({ vtep, site }) => [vtep, site]));
  const holders = groupSites(
    shadows.map((shadow) => [vtepOfShadowHost(shadow["binding:host_id"]), shadow.device_id.split("/")[0] ?? ""]),
  );
  return ({ site, vtep = "" }) => {
    if (isManual({ site })) return undefined;
    const sites = claims.get(vtep);
    if (sites === undefined || sites.size < 2) return undefined;
    const [holder, ...more] = [...(holders.get(vtep) ?? [])].filter((one) => sites.has(one));
    return holder === site && more.length === 0 ? undefined : [...sites].filter((one) => one !== site);
  };
}

function groupSites(
  pairs: readonly (readonly [vtep: string | undefined, site: string])[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  for (const [vtep, site] of pairs) if (vtep !== undefined) groups.set(vtep, (groups.get(vtep) ?? new Set()).add(site));
  return groups;
}
