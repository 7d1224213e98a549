import { allNodes, findNode, type IdentityStar, mastersOf, membersOf } from "@multisite/identity/star";
import { type ExchangePeers, type FactExchange, startFactExchange } from "@multisite/kernel/facts/exchange";
import type { AgentPorts } from "../agent/types.ts";

/** Masters exchange with all; the others with the masters and their own site, and with everybody while no master answers. */
export function exchangePeers(star: IdentityStar, self: string): ExchangePeers {
  const me = findNode(star, self);
  const others = membersOf(star).filter(({ node }) => node.name !== self);
  const name = ({ node }: (typeof others)[number]): string => node.name;
  if (me?.node.role === "master") return { near: others.map(name), instead: [] };
  const masters = new Set(mastersOf(star).map(({ node }) => node.name));
  const isNear = (other: (typeof others)[number]): boolean => masters.has(name(other)) || other.site === me?.site;
  return { near: others.filter(isNear).map(name), instead: others.filter((other) => !isNear(other)).map(name) };
}

/** Keeps the facts of all nodes one set. */
export function exchangeFacts(ports: AgentPorts, onRestored: (heldBy: string) => void): FactExchange {
  const { store, links, clock, random, log, document, pace } = ports;
  return startFactExchange({
    store,
    links,
    clock,
    random,
    log,
    onRestored,
    ...(pace === undefined ? {} : { lookMs: pace.factsLookMs }),
    peers: () => exchangePeers(document.current(), links.self.node),
    siteOf: (node) => allNodes(document.current()).find((each) => each.node.name === node)?.site.name,
  });
}
