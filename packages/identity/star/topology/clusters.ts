import { allNodes, arbitratorsOf, mastersOf, replicasOf, type SitedNode } from "./queries.ts";
import type { IdentityStar } from "./types.ts";

/** Nodes that vote together in one Galera cluster. */
export interface StarCluster {
  /** The star's name for the writable one; else that of the sites' `cluster`, or of the one site. */
  readonly name: string;
  readonly isWritable: boolean;
  /** Nodes with data. */
  readonly nodes: readonly SitedNode[];
  readonly arbitrators: readonly SitedNode[];
  /** Of a read-only cluster: nodes that can be its link to a master; the first that is alive is. */
  readonly links: readonly SitedNode[];
}

/** The Galera clusters of a star: the writable one first, then (multi-cluster mode) the read-only ones. None when embedded. */
export function clustersOf(star: IdentityStar): readonly StarCluster[] {
  if (star.engine === "embedded") return [];
  const readOnly = readOnlyClusters(star);
  const taken = new Set(readOnly.flatMap(({ arbitrators }) => arbitrators.map(({ node }) => node)));
  const arbitrators = arbitratorsOf(star).filter(({ node }) => !taken.has(node));
  const writable: StarCluster = { name: star.name, isWritable: true, nodes: mastersOf(star), arbitrators, links: [] };
  return [writable, ...readOnly];
}

/** The cluster that a node votes in; undefined for a replica that stands alone, and on the embedded engine. */
export function clusterOf(star: IdentityStar, nodeName: string): StarCluster | undefined {
  return clustersOf(star).find(({ nodes, arbitrators }) => [...nodes, ...arbitrators].some(({ node }) => node.name === nodeName));
}

function readOnlyClusters(star: IdentityStar): readonly StarCluster[] {
  if (star.mode !== "multi-cluster") return [];
  const byName = Map.groupBy(replicasOf(star).filter(isCurrent), ({ site }) => site.cluster ?? site.name);
  return [...byName].map(([name, nodes]) => ({
    name,
    isWritable: false,
    nodes,
    arbitrators: allNodes(star).filter(({ site, node }) => node.role === "arbitrator" && site.cluster === name),
    links: nodes.filter(({ node }) => node.follows !== undefined),
  }));
}

/** A delayed replica cannot be in a synchronous cluster: it follows a master on its own. */
function isCurrent({ node }: SitedNode): boolean {
  return node.delaySeconds === undefined;
}
