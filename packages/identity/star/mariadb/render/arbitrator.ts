import { clusterOf } from "../../topology/clusters.ts";
import type { SitedNode } from "../../topology/queries.ts";
import type { IdentityStar } from "../../topology/types.ts";
import { arbitratorOptions, galeraPorts } from "./galera.ts";
import { clusterName } from "./mariadb-settings.ts";
import type { RenderOptions } from "./types.ts";

/** Settings of `garbd`: a vote without data. */
export function arbitratorSettings(star: IdentityStar, sited: SitedNode, options: RenderOptions): string {
  const cluster = clusterOf(star, sited.node.name);
  if (cluster === undefined) throw new Error(`${sited.node.name} votes in no cluster.`);
  const others = cluster.nodes.map(({ node }) => `${node.address}:${galeraPorts(node).group}`);
  return [
    `# Arbitrator ${sited.node.name} of the star ${star.name}, from generation ${star.generation} of its document.`,
    `name = ${sited.node.name}`,
    `group = ${clusterName(star, cluster)}`,
    `address = gcomm://${others.join(",")}`,
    `options = ${arbitratorOptions(star, sited, options)}`,
    "",
  ].join("\n");
}
