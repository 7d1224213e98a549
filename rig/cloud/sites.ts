import { createNetwork, type Network } from "../network/index.ts";
import { allOrNone } from "../process/all-or-none.ts";
import { createRoom } from "../process/room.ts";
import { type Cloud, startCloud } from "./site.ts";

/** Sites that know nothing of each other, joined by a WAN whose links can be cut, and one store of backups outside of them. */
export interface Clouds<Name extends string> {
  readonly network: Network;
  readonly sites: Readonly<Record<Name, Cloud>>;
  stop(): Promise<void>;
}

/** Starts sites side by side. Expect 40 s for one on two cores. */
export async function startClouds<Name extends string>(
  wanted: Readonly<Record<Name, object>>,
  say?: (line: string) => void,
): Promise<Clouds<Name>> {
  const names = Object.keys(wanted) as Name[];
  const network = await createNetwork(names);
  const store = createRoom("backups");
  const started: Cloud[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((site) => site.stop()));
    await network.remove();
    store.remove();
  };
  try {
    const startOne = async (name: Name): Promise<readonly [Name, Cloud]> => {
      const site = await startCloud({ network, site: name, backupStore: store.path, ...(say === undefined ? {} : { say }) });
      started.push(site);
      return [name, site];
    };
    const sites = Object.fromEntries(await allOrNone(names.map(startOne))) as Record<Name, Cloud>;
    return { network, sites, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
