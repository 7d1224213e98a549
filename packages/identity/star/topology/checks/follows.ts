import { clustersOf } from "../clusters.ts";
import { findNode, mastersOf } from "../queries.ts";
import type { IdentityStar } from "../types.ts";
import { type Check, listed, placedNodes } from "./check.ts";

export const followsNobody: Check = {
  code: "star.follows.missing",
  severity: "error",
  rule: "A replica says which master it follows. Mode multi-cluster with engine mariadb: at least one node of each read-only cluster does.",
  find(star) {
    const needless = nodesThatNeedNot(star);
    return placedNodes(star)
      .filter(({ node }) => node.role === "replica" && node.follows === undefined && !needless.has(node.name))
      .map(({ node, path }) => ({
        path: [...path, "follows"],
        message: `${node.name} follows nobody; add follows: with one of ${masterNames(star)}.`,
      }));
  },
};

export const followsUnknown: Check = {
  code: "star.follows.unknown",
  severity: "error",
  rule: "Whoever is followed exists.",
  find: (star) =>
    placedNodes(star)
      .filter(({ node }) => node.follows !== undefined && findNode(star, node.follows) === undefined)
      .map(({ node, path }) => ({
        path: [...path, "follows"],
        message: `${node.name} follows ${node.follows}, and there is no such node; masters are ${masterNames(star)}.`,
      })),
};

export const followsCircle: Check = {
  code: "star.follows.circle",
  severity: "error",
  rule: "Following leads to a master, never round in a circle.",
  find: (star) =>
    placedNodes(star).flatMap(({ node, path }) => {
      const way = circleFrom(star, node.name);
      if (way === undefined) return [];
      const message =
        way.length === 1
          ? `${node.name} follows itself; name one of ${masterNames(star)}.`
          : `${[...way, node.name].join(" follows ")}: nothing ever arrives there. Let them follow ${masterNames(star)}.`;
      return [{ path: [...path, "follows"], message }];
    }),
};

export const followsNoMaster: Check = {
  code: "star.follows.not_master",
  severity: "error",
  rule: "A replica follows a master: one behind another replica would stand still with it.",
  find: (star) =>
    placedNodes(star).flatMap(({ node, path }) => {
      const followed = findNode(star, node.follows ?? "")?.node;
      if (followed === undefined || followed.role === "master" || circleFrom(star, node.name) !== undefined) return [];
      const article = followed.role === "arbitrator" ? "an arbitrator without data" : "a replica itself";
      const message = `${node.name} follows ${followed.name}, which is ${article}; name one of ${masterNames(star)}.`;
      return [{ path: [...path, "follows"], message }];
    }),
};

export const followsAsNoReplica: Check = {
  code: "star.follows.no_replica",
  severity: "error",
  rule: "Only replicas follow.",
  find: (star) =>
    placedNodes(star)
      .filter(({ node }) => node.role !== "replica" && node.follows !== undefined)
      .map(({ node, path }) => ({
        path: [...path, "follows"],
        message: `${node.name} is ${node.role === "master" ? "a master" : "an arbitrator"} and follows nobody; take follows out, or set role: replica.`,
      })),
};

/** Members of a cluster that has a link. */
function nodesThatNeedNot(star: IdentityStar): ReadonlySet<string> {
  const linked = clustersOf(star).filter(({ links }) => links.length > 0);
  return new Set(linked.flatMap(({ nodes }) => nodes.map(({ node }) => node.name)));
}

/** The nodes from `name` along `follows` when that leads back to `name`. */
function circleFrom(star: IdentityStar, name: string): readonly string[] | undefined {
  const way = [name];
  for (;;) {
    const next = findNode(star, way.at(-1) as string)?.node.follows;
    if (next === name) return way;
    if (next === undefined || way.includes(next)) return undefined;
    way.push(next);
  }
}

function masterNames(star: IdentityStar): string {
  return listed(mastersOf(star).map(({ node }) => node.name)) || "the masters (there are none yet)";
}
