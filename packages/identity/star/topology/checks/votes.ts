import type { DocumentPath } from "@multisite/kernel/document";
import { clustersOf, type StarCluster } from "../clusters.ts";
import type { SitedNode } from "../queries.ts";
import type { IdentityStar } from "../types.ts";
import { type Breach, type Check, placedNodes } from "./check.ts";

export const twoVotes: Check = {
  code: "star.votes.two",
  severity: "error",
  rule: "A Galera cluster has one vote or at least three: of two, the one that is left has no majority and stops, even for reads.",
  find: (star) =>
    clustersOf(star)
      .filter((cluster) => votersOf(cluster).length === 2)
      .map((cluster) => {
        const names = votersOf(cluster).map(({ node }) => node.name);
        const where = cluster.isWritable ? "in a third site" : `in a site with cluster: ${cluster.name}`;
        return {
          path: pathOf(star, votersOf(cluster).at(-1)),
          message: `${names.join(" and ")} are the only votes: when one is lost, the other stops. Add a node with role arbitrator ${where}.`,
        };
      }),
};

export const siteLossStopsStar: Check = {
  code: "star.votes.site_loss",
  severity: "error",
  rule: "Mode star: whichever site is lost, the rest of the master cluster keeps more than half of the votes.",
  find: (star) => (star.mode === "star" ? siteLosses(star) : []),
};

export const siteLossStopsCluster: Check = {
  code: "star.votes.site_loss_risk",
  severity: "warning",
  rule: "Other modes: a cluster over several sites should survive the loss of any of them.",
  find: (star) => (star.mode === "star" ? [] : siteLosses(star)),
};

export const evenVotes: Check = {
  code: "star.votes.even",
  severity: "warning",
  rule: "An even number of votes can be cut into two halves, neither of which goes on.",
  find: (star) =>
    clustersOf(star)
      .filter((cluster) => votersOf(cluster).length > 2 && votersOf(cluster).length % 2 === 0)
      .map((cluster) => ({
        path: pathOf(star, votersOf(cluster).at(-1)),
        message: `Cluster ${cluster.name} has ${votersOf(cluster).length} votes: a cut into two halves stops both. Add or take away one vote (an arbitrator).`,
      })),
};

export const uselessArbitrator: Check = {
  code: "star.votes.useless_arbitrator",
  severity: "warning",
  rule: "Engine embedded: takeover is a command, not a vote, so an arbitrator does nothing.",
  find: (star) =>
    placedNodes(star)
      .filter(({ node }) => star.engine === "embedded" && node.role === "arbitrator")
      .map(({ node, path }) => ({
        path: [...path, "role"],
        message: `${node.name} votes for nothing on the embedded engine; take it out.`,
      })),
};

/** Two votes are another rule's matter, and the loss of the only site is everybody's. */
function siteLosses(star: IdentityStar): readonly Breach[] {
  return clustersOf(star).flatMap((cluster) => {
    const voters = votersOf(cluster);
    const bySite = Map.groupBy(voters, ({ site }) => site);
    if (voters.length < 3 || bySite.size < 2) return [];
    return [...bySite]
      .filter(([, lost]) => (voters.length - lost.length) * 2 <= voters.length)
      .map(([site, lost]) => ({
        path: pathOf(star, lost[0]),
        message: `Site ${site.name} holds ${lost.length} of the ${voters.length} votes of cluster ${cluster.name}: when it is lost, the rest has no majority and writes stop. Spread the votes: an arbitrator belongs into a third site.`,
      }));
  });
}

function votersOf({ nodes, arbitrators }: StarCluster): readonly SitedNode[] {
  return [...nodes, ...arbitrators];
}

function pathOf(star: IdentityStar, voter: SitedNode | undefined): DocumentPath {
  return placedNodes(star).find(({ node }) => node === voter?.node)?.path ?? [];
}
