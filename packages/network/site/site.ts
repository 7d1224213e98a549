import { join } from "node:path";
import type { Alarms } from "@multisite/kernel/alarms";
import type { Clock } from "@multisite/kernel/clock";
import type { PeerIdentity, PeerLinks } from "@multisite/kernel/peers";
import {
  type ConnectorPorts,
  type ConnectorSettings,
  createConnector,
  createWaker,
  defaultSettings,
} from "../connector/index.ts";
import { networkError } from "../errors.ts";
import { MANUAL_NODE, MANUAL_SITE, openManualPorts, tellManualPorts } from "../manual-ports/index.ts";
import { createMemberFollower, type RoutedNetwork } from "../members/index.ts";
import { openConnectorFile } from "./connector-file.ts";
import { openKeptNetworks } from "./kept.ts";
import { openKeptMoves } from "./kept-moves.ts";
import { obey, onlyLooks, type SiteWorld } from "./orders/index.ts";
import { createTunnelWatch } from "./tunnel-watch.ts";
import { type KeptNetwork, SITE_SUBJECT, type SiteCloud, type SiteOrder } from "./types.ts";

/** Everything outside of the network half of a site's agent. */
export interface NetworkSiteOptions {
  readonly cloud: SiteCloud;
  readonly links: PeerLinks;
  readonly clock: Clock;
  readonly alarms: Pick<Alarms, "settle">;
  /** Of its own, in the node's home. */
  readonly directory: string;
  /** The node whose agent has the cloud of a site; undefined: not known. */
  readonly nodeOf: (site: string) => string | undefined;
  /** Whether a node may order changes here. */
  readonly mayOrder: (from: PeerIdentity) => boolean;
  readonly onTrouble: ConnectorPorts["onTrouble"];
  readonly settings?: ConnectorSettings;
}

/** The network half of a site's agent: its connector, and who obeys orders about its networks. */
export interface NetworkSite {
  /** For the operator of this host. */
  order(order: SiteOrder): Promise<unknown>;
  start(): void;
  stop(): void;
}

/** @throws MultisiteError `network.site.damaged` */
export function openNetworkSite(options: NetworkSiteOptions): NetworkSite {
  const { cloud, links, clock, alarms, directory, nodeOf, mayOrder, onTrouble, settings = defaultSettings } = options;
  const { site, node } = links.self;
  const kept = openKeptNetworks(join(directory, "networks.json"));
  const changed = createWaker(clock);
  const manual = openManualPorts(join(directory, "manual-ports.json"), clock.nowMs(), () => changed.wake());
  const connector = createConnector(
    {
      site,
      others: () =>
        new Map([...sharedWith(site, kept.all()).map((other) => [other, nodeOf(other)] as const), [MANUAL_SITE, MANUAL_NODE]]),
      clock,
      client: cloud.neutron,
      bus: cloud.bus,
      links: tellManualPorts(links, manual, changed, settings.holdMs),
      store: openConnectorFile(join(directory, "connector.json"), onTrouble),
      alarms,
      networks: () => kept.all().flatMap((one) => stretchedHere(site, one)),
      onTrouble,
    },
    settings,
  );
  const moves = openKeptMoves(join(directory, "floating-ips.json"));
  const tunnels = createTunnelWatch({ site, cloud, connector, clock, alarms });
  const inTurn = oneAtATime();
  const isRouted = ({ network }: KeptNetwork): boolean => network.type === "routed";
  const members = createMemberFollower(
    {
      site,
      others: () => new Map(sharedWith(site, kept.all().filter(isRouted)).map((other) => [other, nodeOf(other)])),
      clock,
      client: cloud.neutron,
      bus: cloud.bus,
      links,
      store: openConnectorFile(join(directory, "members.json"), onTrouble),
      alarms,
      networks: () => kept.all().filter(isRouted).flatMap(routedHere),
      movedTo: (address) => moves.get(address)?.to,
      onTrouble,
      inTurn,
    },
    settings,
  );
  const world: SiteWorld = { site, node, cloud, kept, manual, moves, connector, tunnels, members, clock };
  const order = (one: SiteOrder): Promise<unknown> =>
    onlyLooks(one) ? obey(world, one) : inTurn(() => obey(world, one)).finally(() => members.wake());
  return {
    order,
    start() {
      links.answer(SITE_SUBJECT, async (body, from) => {
        const one = body as SiteOrder;
        if (!onlyLooks(one) && !mayOrder(from)) throw notAllowed(site, from);
        return await order(one);
      });
      connector.start();
      tunnels.start();
      members.start();
    },
    stop() {
      members.stop();
      connector.stop();
      tunnels.stop();
      changed.wake();
    },
  };
}

function notAllowed(site: string, { node }: PeerIdentity) {
  return networkError("site.not_allowed", `${site} takes changes of networks from a master's host, and ${node} is none.`);
}

/** Sites that have a network in common with this one. */
function sharedWith(site: string, networks: readonly KeptNetwork[]): readonly string[] {
  const all = new Set(networks.flatMap(({ network }) => network.sites.map(({ name }) => name)));
  all.delete(site);
  return [...all];
}

/** Only an overlay is carried by remote ports: the others by the operator's switches or by routers. */
function stretchedHere(site: string, { network, projectId, vni, phase, made }: KeptNetwork) {
  if (network.type !== "overlay" || made === undefined || vni === undefined) return [];
  const gateway = network.sites.find(({ name }) => name === site)?.l2GatewayAddress;
  return [
    {
      ...made,
      name: network.name,
      projectId,
      vni,
      sites: [...network.sites.map(({ name }) => name), MANUAL_SITE],
      isLeaving: phase === "leaving",
      ...(gateway === undefined ? {} : { l2GatewayAddress: gateway }),
    },
  ];
}

/** One that leaves has no machines any more; its floating IPs and its router go by the order that removes it. */
function routedHere({ network, projectId, phase, made }: KeptNetwork): readonly RoutedNetwork[] {
  if (made === undefined || phase === "leaving") return [];
  return [{ network, projectId, networkId: made.id, groupId: made.securityGroups[0] }];
}

/** Two orders at once would look before the other has written. */
function oneAtATime(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
