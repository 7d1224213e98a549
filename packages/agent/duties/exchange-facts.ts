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

/** Whom a node exchanges facts with, and where the others are. */
export interface Surroundings {
  readonly peers: ExchangePeers;
  siteOf(node: string): string | undefined;
}

/** Asked a hundred times a second: found out once for each document, as a star of a thousand sites has two thousand nodes. */
export function followSurroundings(current: () => IdentityStar, self: string): () => Surroundings {
  let of: IdentityStar | undefined;
  let known: Surroundings | undefined;
  return () => {
    const star = current();
    if (known !== undefined && of === star) return known;
    const sites = new Map(allNodes(star).map(({ node, site }) => [node.name, site.name]));
    of = star;
    known = { peers: exchangePeers(star, self), siteOf: (node) => sites.get(node) };
    return known;
  };
}

/** Keeps the facts of all nodes one set. */
export function exchangeFacts(ports: AgentPorts, onRestored: (heldBy: string) => void): FactExchange {
  const { store, links, clock, random, log, document, pace } = ports;
  const surroundings = followSurroundings(() => document.current(), links.self.node);
  return startFactExchange({
    store,
    links,
    clock,
    random,
    log,
    onRestored,
    ...(pace === undefined ? {} : { lookMs: pace.factsLookMs }),
    peers: () => surroundings().peers,
    siteOf: (node) => surroundings().siteOf(node),
  });
}
