import { systemClock } from "../../../packages/kernel/clock/index.ts";
import type { SimulatedPeers } from "../../../packages/kernel/peers/index.ts";
import { type Connector, createConnector, defaultSettings, type KeptState } from "../../../packages/network/connector/index.ts";
import type { NetworkClient } from "../../../packages/openstack/network/index.ts";
import type { RpcBus } from "../../../packages/openstack/rpc/index.ts";
import type { SubnetOfNetwork } from "../../../rig/neutron/index.ts";

/** A stretched network, as it was made in a site. */
export interface StretchedHere extends SubnetOfNetwork {
  readonly name: string;
  readonly vni: number;
  readonly projectId: string;
  readonly securityGroups: readonly string[];
}

export interface RunningConnector {
  /** What did not work, in words. */
  readonly troubles: readonly string[];
  /** As a process that is killed: what it kept is what it finds again. */
  stop(): void;
  start(): void;
}

/** A connector of a real site; links to the others are in this process. */
export function startConnector(options: {
  readonly site: string;
  readonly others: readonly string[];
  readonly client: NetworkClient;
  readonly bus: RpcBus;
  readonly peers: SimulatedPeers;
  readonly networks: readonly StretchedHere[];
}): RunningConnector {
  const { site, others, client, bus, peers, networks } = options;
  const troubles: string[] = [];
  let kept: KeptState | undefined;
  let running: Connector | undefined;
  const start = (): void => {
    running = createConnector(
      {
        site,
        others: () => new Map(others.map((other) => [other, other])),
        clock: systemClock,
        client,
        bus,
        links: peers.join({ site, node: site }),
        store: {
          load: () => kept,
          save: (state) => {
            kept = structuredClone(state);
          },
        },
        alarms: { settle: () => {} },
        networks: () => networks.map((network) => ({ id: network.networkId, ...network })),
        onTrouble: (what, thrown) => troubles.push(`${site}: ${what}: ${thrown}`),
      },
      defaultSettings,
    );
    running.start();
  };
  start();
  return {
    troubles,
    start,
    stop() {
      peers.crash(site);
      running?.stop();
    },
  };
}
