import type { IdentityStar, NodeRole, StarNode, StarSite } from "./types.ts";

/** A node and the site that it stands in. */
export interface SitedNode {
  readonly site: StarSite;
  readonly node: StarNode;
}

/** All nodes, in the order of the document. */
export function allNodes(star: IdentityStar): readonly SitedNode[] {
  return star.sites.flatMap((site) => site.nodes.map((node) => ({ site, node })));
}

/** Nodes that take writes. On the embedded engine the first is the writer, the second its synchronous standby. */
export function mastersOf(star: IdentityStar): readonly SitedNode[] {
  return ofRole(star, "master");
}

export function replicasOf(star: IdentityStar): readonly SitedNode[] {
  return ofRole(star, "replica");
}

export function arbitratorsOf(star: IdentityStar): readonly SitedNode[] {
  return ofRole(star, "arbitrator");
}

/** Nodes that hold data and keys: every key phase waits for all of them. */
export function membersOf(star: IdentityStar): readonly SitedNode[] {
  return allNodes(star).filter(({ node }) => node.role !== "arbitrator");
}

export function findNode(star: IdentityStar, name: string): SitedNode | undefined {
  return allNodes(star).find(({ node }) => node.name === name);
}

export function findSite(star: IdentityStar, name: string): StarSite | undefined {
  return star.sites.find((site) => site.name === name);
}

/** Nodes of a site; none when there is no such site. */
export function nodesOf(star: IdentityStar, siteName: string): readonly StarNode[] {
  return findSite(star, siteName)?.nodes ?? [];
}

/** Nodes of a site that answer requests: a delayed replica would answer with what has been true an hour ago. */
export function servingNodesOf(site: StarSite): readonly StarNode[] {
  return site.nodes.filter(({ role, delaySeconds }) => role !== "arbitrator" && delaySeconds === undefined);
}

/** Whether the site answers for itself. */
export function serves(site: StarSite): boolean {
  return servingNodesOf(site).length > 0;
}

/** Sites that take writes, in the order of their first master. */
export function masterSitesOf(star: IdentityStar): readonly StarSite[] {
  return [...new Set(mastersOf(star).map(({ site }) => site))];
}

/**
 * Sites whose nodes answer requests of a site, nearest first: the site itself, else those of `servedBy`, else (centralized mode) the
 * one that serves all.
 */
export function servingSitesFor(star: IdentityStar, siteName: string): readonly StarSite[] {
  const site = findSite(star, siteName);
  if (site === undefined) return [];
  if (serves(site)) return [site];
  const named = (site.servedBy ?? []).map((name) => findSite(star, name)).filter((one) => one !== undefined);
  const serving = named.filter(serves);
  return serving.length === 0 && star.mode === "centralized" ? star.sites.filter(serves) : serving;
}

/** Replicas that follow a master when all is well. */
export function followersOf(star: IdentityStar, masterName: string): readonly SitedNode[] {
  return replicasOf(star).filter(({ node }) => node.follows === masterName);
}

/**
 * Masters that a replica may move to when the one that it follows is gone, best first: those of other sites, as the whole site may be
 * gone; then those of the same site.
 */
export function otherMastersFor(star: IdentityStar, replicaName: string): readonly SitedNode[] {
  const followed = findNode(star, findNode(star, replicaName)?.node.follows ?? "");
  const others = mastersOf(star).filter(({ node }) => node.name !== followed?.node.name);
  return [...others.filter(({ site }) => site !== followed?.site), ...others.filter(({ site }) => site === followed?.site)];
}

function ofRole(star: IdentityStar, role: NodeRole): readonly SitedNode[] {
  return allNodes(star).filter(({ node }) => node.role === role);
}
