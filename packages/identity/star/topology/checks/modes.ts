import { type Check, placedNodes, placedSites } from "./check.ts";

export const singleClusterReplicas: Check = {
  code: "star.mode.single_cluster_replica",
  severity: "error",
  rule: "Mode single-cluster: every node that holds data is a master.",
  find: (star) =>
    placedNodes(star)
      .filter(({ node }) => star.mode === "single-cluster" && node.role === "replica")
      .map(({ node, path }) => ({
        path: [...path, "role"],
        message: `${node.name} is a replica, and in mode single-cluster all nodes are masters. Make it one, or set mode: star.`,
      })),
};

export const centralizedElsewhere: Check = {
  code: "star.mode.centralized_elsewhere",
  severity: "error",
  rule: "Mode centralized: all nodes stand in one site.",
  find(star) {
    const [first, ...others] = placedSites(star).filter(({ site }) => site.nodes.length > 0);
    if (star.mode !== "centralized" || first === undefined) return [];
    return others.map(({ site, path }) => ({
      path: [...path, "nodes"],
      message: `Site ${site.name} has nodes, and in mode centralized only one site has (${first.site.name}). Take them out, or set mode: star.`,
    }));
  },
};

export const clusterOutsideMultiCluster: Check = {
  code: "star.mode.cluster_ignored",
  severity: "warning",
  rule: "`cluster` of a site counts in mode multi-cluster with engine mariadb only.",
  find: (star) =>
    placedSites(star)
      .filter(({ site }) => site.cluster !== undefined && (star.mode !== "multi-cluster" || star.engine !== "mariadb"))
      .map(({ site, path }) => ({
        path: [...path, "cluster"],
        message: `Site ${site.name} names the cluster ${site.cluster}, which counts for nothing in mode ${star.mode} with engine ${star.engine}; take the line out.`,
      })),
};

export const oneFollowingCluster: Check = {
  code: "star.mode.no_second_cluster",
  severity: "warning",
  rule: "Mode multi-cluster: there is a cluster besides the writable one.",
  find: (star) =>
    star.mode === "multi-cluster" && placedNodes(star).every(({ node }) => node.role !== "replica")
      ? [
          {
            path: ["spec", "mode"],
            message: "No cluster follows the writable one: this is a single-cluster; say so, or add replicas.",
          },
        ]
      : [],
};
