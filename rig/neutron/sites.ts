import { createNetwork, type Network } from "../network/index.ts";
import { allOrNone } from "../process/all-or-none.ts";
import { createFabric, type Fabric } from "./fabric.ts";
import { type NeutronSite, type SiteOptions, startSite } from "./site.ts";

/** Sites that know nothing of each other, joined by a WAN whose links can be cut. */
export interface NeutronSites<Name extends string> {
  readonly network: Network;
  /** The operator's own switches, which carry all sites' physical networks. */
  readonly fabric: Fabric;
  readonly sites: Readonly<Record<Name, NeutronSite>>;
  stop(): Promise<void>;
}

/** Starts sites side by side: what each has is said by its name. Expect 35 s for two on two cores. */
export async function startSites<Name extends string>(
  wanted: Readonly<Record<Name, Pick<SiteOptions, "hosts" | "dhcp">>>,
  say?: (line: string) => void,
): Promise<NeutronSites<Name>> {
  const names = Object.keys(wanted) as Name[];
  const network = await createNetwork(names);
  const fabric = await createFabric();
  const started: NeutronSite[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((site) => site.stop()));
    await fabric.remove();
    await network.remove();
  };
  try {
    const startOne = async (name: Name): Promise<readonly [Name, NeutronSite]> => {
      const site = await startSite({ network, fabric, site: name, ...wanted[name], ...(say === undefined ? {} : { say }) });
      started.push(site);
      return [name, site];
    };
    const sites = Object.fromEntries(await allOrNone(names.map(startOne))) as Record<Name, NeutronSite>;
    return { network, fabric, sites, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
