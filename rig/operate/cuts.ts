import type { NeutronSites } from "../neutron/index.ts";

/** Sites that are cut off from all others: their tunnels, the links of their agents, their cables to the operator's own switches. */
export interface SiteCuts {
  isCut(site: string): boolean;
  cut(site: string): Promise<void>;
  heal(site: string): Promise<void>;
}

export function createSiteCuts({ network, fabric }: Pick<NeutronSites<string>, "network" | "fabric">): SiteCuts {
  const cutOff = new Set<string>();
  const othersOf = (site: string): readonly string[] => network.sites.filter((other) => other !== site);
  return {
    isCut: (site) => cutOff.has(site),
    async cut(site) {
      cutOff.add(site);
      for (const other of othersOf(site)) await network.cut(site, other);
      await fabric.cut(site);
    },
    async heal(site) {
      cutOff.delete(site);
      // A link is whole while neither of its ends is cut off.
      for (const other of othersOf(site)) if (!cutOff.has(other)) await network.heal(site, other);
      await fabric.heal(site);
    },
  };
}
