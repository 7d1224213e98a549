import { type Check, placedNodes } from "./check.ts";

export const delayedNoReplica: Check = {
  code: "star.delayed.no_replica",
  severity: "error",
  rule: "Only a replica can be kept behind.",
  find: (star) =>
    placedNodes(star)
      .filter(({ node }) => node.role !== "replica" && node.delaySeconds !== undefined)
      .map(({ node, path }) => ({
        path: [...path, "delaySeconds"],
        message: `${node.name} is ${node.role === "master" ? "a master" : "an arbitrator"} and cannot be delayed; take delaySeconds out.`,
      })),
};

const SHORTEST_USEFUL_SECONDS = 600;

export const delayedTooLittle: Check = {
  code: "star.delayed.short",
  severity: "warning",
  rule: "A delayed replica is the way back from a wrong bulk delete, as long as somebody notices within the delay; an hour is usual.",
  find: (star) =>
    placedNodes(star)
      .filter(({ node }) => (node.delaySeconds ?? SHORTEST_USEFUL_SECONDS) < SHORTEST_USEFUL_SECONDS)
      .map(({ node, path }) => ({
        path: [...path, "delaySeconds"],
        message: `${node.name} is ${node.delaySeconds} s behind: a mistake reaches it before anybody stops it. An hour is delaySeconds: 3600.`,
      })),
};
