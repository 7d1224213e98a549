import { findNode } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import {
  type MoveHands,
  type NetworkSite,
  openNetworkSite,
  SITE_SUBJECT,
  type SiteCloud,
  type SiteOrder,
} from "@multisite/network";
import type { AgentPorts } from "../agent/types.ts";
import { letGoHere, openHolders, staleHolderAlarms, staleHolders } from "./stale-holders.ts";
import { createTroubles } from "./troubles.ts";
import { connectorNode, tellConnector } from "./where.ts";

/** The network half of an agent that has its site's cloud. */
export interface RunningNetwork {
  readonly site: NetworkSite;
  stop(): void;
}

type Ports = Pick<AgentPorts, "document" | "home" | "links" | "store" | "alarms" | "replication" | "clock" | "log">;

const WATCH_MS = 5000;

/**
 * Starts the connector of a site at this node. When another node has taken the cloud over since, this one stays quiet: two would undo each
 * other's work.
 *
 * @throws MultisiteError `network.site.damaged`
 */
export function startNetwork(ports: Ports, cloud: SiteCloud): RunningNetwork {
  const { home, links, store, alarms, clock, log, document, replication } = ports;
  const { site, node } = links.self;
  const troubles = createTroubles(site, () => clock.nowMs());
  tellConnector(store, links.self, clock.nowMs());
  const network = openNetworkSite({
    cloud,
    links,
    clock,
    alarms,
    directory: home.network,
    nodeOf: (other) => connectorNode(store, other),
    mayOrder: ({ node: from }) =>
      findNode(document.current(), from)?.node.role === "master" || replication.writers().includes(from),
    onTrouble(what, thrown) {
      log.warn({ what, err: thrown }, "the connector will try again");
      troubles.note(what, thrown);
    },
  });
  network.start();
  let isStopped = false;
  const watch = (): void => {
    alarms.settle(`network.connector/${site}/`, [...troubles.current(), ...takenOver()]);
    alarms.settle("network.floating-ip/", staleHolderAlarms(openHolders(store)));
    if (!isStopped) letGo();
  };
  let isLettingGo = false;
  const letGo = (): void => {
    if (isLettingGo) return;
    isLettingGo = true;
    letGoHere(store, site, network, () => clock.nowMs())
      .catch((thrown) => troubles.note("let go of a floating IP", thrown))
      .finally(() => {
        isLettingGo = false;
      });
  };
  const takenOver = () => {
    const now = connectorNode(store, site);
    if (now === node) return [];
    if (!isStopped) network.stop();
    isStopped = true;
    return [
      {
        id: `network.connector/${site}/taken-over`,
        severity: "warning" as const,
        site,
        cause: `${now} has the cloud of ${site} now; the connector of ${node} has stopped.`,
        next: `Take the group network out of the configuration of ${node}'s agent.`,
      },
    ];
  };
  const stopWatching = clock.every(WATCH_MS, watch);
  return {
    site: network,
    stop() {
      stopWatching();
      network.stop();
    },
  };
}

const isLook = ({ order }: SiteOrder): boolean => ["look", "port", "look-at-floating-ip"].includes(order);
const ASK_MS = 120_000;

/** How runs at this node reach the network halves of all sites. */
export function networkHands({ document, links, store, clock }: Ports, own: () => NetworkSite | undefined): MoveHands {
  return {
    clock,
    staleHolders: staleHolders(store, () => clock.nowMs()),
    sites: () =>
      document
        .current()
        .sites.map(({ name }) => name)
        .filter((name) => connectorNode(store, name) !== undefined),
    async ask(site: string, order: SiteOrder) {
      const node = connectorNode(store, site);
      if (node === undefined) {
        throw new MultisiteError("network.site.none", `No agent of ${site} has that site's cloud.`);
      }
      const here = own();
      if (node === links.self.node && here !== undefined) return await here.order(order);
      return await links.ask(node, SITE_SUBJECT, order, { timeoutMs: isLook(order) ? 15_000 : ASK_MS });
    },
  };
}
