/** Hosts that a site can have. */
const HOSTS = 30;

const hex = (number: number): string => number.toString(16).padStart(2, "0");

/** Of a host of a site: `10.RUN.SITE.HOST`, all of numbers from 1. */
export function siteAddress(run: number, site: number, host: number): string {
  return `${siteNetwork(run, site)}.${host}`;
}

const siteNetwork = (run: number, site: number): string => `10.${100 + run}.${site + 1}`;

/** Name, within a site, of its end of the link to another one. */
export const linkName = (other: number): string => `to-${other}`;

/** Name, outside of all sites, of our end of the link to a site. */
export const sitePlug = (run: number, site: number): string => `ms${run}-${site}`;

/** Of a site's end of the link to another one; the second one is nobody's, and what is sent to the first is then lost. */
export function hardwareAddress(site: number, other: number, hears = true): string {
  return `02:00:${hears ? "00" : "ff"}:00:${hex(site)}:${hex(other)}`;
}

/** Addresses that packets are handed on to; nobody asks for them, as the hardware addresses are known. */
const gateway = (site: number): string => `169.254.77.${site + 1}`;
const OUTSIDE = { address: "169.254.78.1", index: 254 } as const;

/** Of this process, as all sites see it. */
export const outsideAddress: string = OUTSIDE.address;

/** What the ends of the links are told. */
export const plugCommands = {
  ofSite(run: number, site: number, count: number): readonly string[] {
    const source = siteAddress(run, site, 1);
    const others = Array.from({ length: count }, (_, other) => other).filter((other) => other !== site);
    return [
      "link set lo up",
      ...Array.from({ length: HOSTS }, (_, host) => `addr add ${siteAddress(run, site, host + 1)}/32 dev lo`),
      ...others.flatMap((other) => [
        `link set ${linkName(other)} address ${hardwareAddress(site, other)} up`,
        `route add ${siteNetwork(run, other)}.0/24 via ${gateway(other)} dev ${linkName(other)} onlink src ${source}`,
        plugCommands.neighbour(site, other),
      ]),
      `link set here address ${hardwareAddress(site, OUTSIDE.index)} up`,
      `route add default via ${OUTSIDE.address} dev here onlink src ${source}`,
      `neigh replace ${OUTSIDE.address} lladdr ${hardwareAddress(OUTSIDE.index, site)} dev here nud permanent`,
    ];
  },
  ofThisProcess(run: number, site: number): readonly string[] {
    const plug = sitePlug(run, site);
    return [
      `link set ${plug} address ${hardwareAddress(OUTSIDE.index, site)} up`,
      `addr add ${OUTSIDE.address}/32 dev ${plug}`,
      `route add ${siteNetwork(run, site)}.0/24 via ${gateway(site)} dev ${plug} onlink src ${OUTSIDE.address}`,
      `neigh replace ${gateway(site)} lladdr ${hardwareAddress(site, OUTSIDE.index)} dev ${plug} nud permanent`,
    ];
  },
  /** Goes away with every change of the link's own hardware address. */
  neighbour: (site: number, other: number): string =>
    `neigh replace ${gateway(other)} lladdr ${hardwareAddress(other, site)} dev ${linkName(other)} nud permanent`,
} as const;
