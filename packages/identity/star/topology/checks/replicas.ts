import { clustersOf } from "../clusters.ts";
import { findNode } from "../queries.ts";
import type { StarNode, StarSite } from "../types.ts";
import { type Check, placedSites } from "./check.ts";

export const oneReplica: Check = {
  code: "star.replicas.one",
  severity: "error",
  rule: "Mode star: a site has two serving replicas or none (I5); with one, the site cannot log anybody in while that one is down. A delayed replica does not serve; masters serve their own site.",
  find: (star) =>
    placedSites(star)
      .filter(({ site }) => star.mode === "star" && !hasMaster(site) && servingReplicas(site).length === 1)
      .map(({ site, path }) => ({ path: [...path, "nodes"], message: oneReplicaText(site) })),
};

export const oneNodeCluster: Check = {
  code: "star.replicas.one_in_cluster",
  severity: "warning",
  rule: "Mode multi-cluster: a read-only cluster of one node stops serving when that node fails.",
  find: (star) =>
    clustersOf(star)
      .filter(({ isWritable, nodes }) => !isWritable && nodes.length === 1)
      .map(({ name, nodes }) => ({
        path: placedSites(star).find(({ site }) => site === nodes[0]?.site)?.path ?? [],
        message: `The read-only cluster ${name} has one node; give it two more (or one, and an arbitrator with cluster: ${name}).`,
      })),
};

export const sameMaster: Check = {
  code: "star.replicas.same_master",
  severity: "error",
  rule: "Mode star: the replicas of a site do not all follow masters of the same site (I5), so that the loss of one master site never stops them all.",
  find: (star) =>
    placedSites(star).flatMap(({ site, path }) => {
      const replicas = servingReplicas(site);
      const followed = replicas.map(({ follows = "" }) => findNode(star, follows));
      const sites = new Set(followed.map((master) => master?.site));
      if (star.mode !== "star" || hasMaster(site) || replicas.length < 2 || sites.size > 1 || sites.has(undefined)) return [];
      const masters = new Set(replicas.map(({ follows }) => follows));
      const where = [...sites][0]?.name;
      const what = masters.size === 1 ? `the same master, ${[...masters][0]}` : `masters in the same site, ${where}`;
      const last = site.nodes.indexOf(replicas.at(-1) as StarNode);
      return [
        {
          path: [...path, "nodes", last, "follows"],
          message: `All replicas of ${site.name} follow ${what}: when ${where} is lost they all stand still. Let one follow a master in another site.`,
        },
      ];
    }),
};

function servingReplicas(site: StarSite): readonly StarNode[] {
  return site.nodes.filter(({ role, delaySeconds }) => role === "replica" && delaySeconds === undefined);
}

function hasMaster(site: StarSite): boolean {
  return site.nodes.some(({ role }) => role === "master");
}

function oneReplicaText(site: StarSite): string {
  const [only] = servingReplicas(site);
  const delayed = site.nodes.find(({ delaySeconds }) => delaySeconds !== undefined);
  const note = delayed === undefined ? "" : ` (${delayed.name} is delayed, and never serves)`;
  return `Site ${site.name} has one serving replica, ${only?.name}${note}: nobody can log in there while it is down. Add a second that follows a master in another site; or take it out and name neighbours in servedBy.`;
}
