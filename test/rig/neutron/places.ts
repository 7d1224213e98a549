import { systemClock } from "../../../packages/kernel/clock/index.ts";
import { createSimulatedPeers } from "../../../packages/kernel/peers/index.ts";
import { systemRandom } from "../../../packages/kernel/random/index.ts";
import type { StretchedNetwork } from "../../../packages/network/document/index.ts";
import type { NetworkClient } from "../../../packages/openstack/network/index.ts";
import type { NeutronSite, NeutronSites } from "../../../rig/neutron/index.ts";
import { connectTo, neutronOf } from "../neutron-client/site.ts";
import { type RunningConnector, type StretchedHere, startConnector } from "./connectors.ts";
import { openSiteBus } from "./remote-ports.ts";
import { makeStretched } from "./stretched.ts";

/** A site with stretched networks and a connector. */
export interface Place {
  readonly site: NeutronSite;
  readonly client: NetworkClient;
  /** In the order of the documents. */
  readonly networks: readonly StretchedHere[];
  readonly connector: RunningConnector;
}

export interface Places<Name extends string> {
  readonly at: Readonly<Record<Name, Place>>;
  /** What did not work in any connector. */
  troubles(): string;
  stop(): Promise<void>;
}

/** Makes documents' networks in all sites, and starts a connector in each. */
export async function stretchOver<Name extends string>(
  rig: NeutronSites<Name>,
  documents: readonly { readonly document: StretchedNetwork; readonly vni: number }[],
): Promise<Places<Name>> {
  const peers = createSimulatedPeers({ clock: systemClock, random: systemRandom });
  const names = Object.keys(rig.sites) as Name[];
  const stops: (() => Promise<void>)[] = [];
  const place = async (name: Name): Promise<readonly [Name, Place]> => {
    const site = rig.sites[name];
    const client = neutronOf(connectTo(site.controller));
    const networks: StretchedHere[] = [];
    for (const one of documents) networks.push(await makeStretched(site, client, one));
    const bus = openSiteBus(site);
    const others = names.filter((other) => other !== name);
    const connector = startConnector({ site: name, others, client, bus, peers, networks });
    stops.push(async () => {
      connector.stop();
      await bus.close();
    });
    return [name, { site, client, networks, connector }];
  };
  const at = Object.fromEntries(await Promise.all(names.map(place))) as Record<Name, Place>;
  return {
    at,
    troubles: () => names.flatMap((name) => at[name].connector.troubles).join("\n"),
    async stop() {
      for (const stop of stops) await stop();
    },
  };
}
