import { masterSitesOf, mastersOf } from "../queries.ts";
import { type Check, listed, nodeNames, placedNodes, SITES_PATH } from "./check.ts";

export const noMaster: Check = {
  code: "star.masters.none",
  severity: "error",
  rule: "There is a master: something has to take writes.",
  find: (star) =>
    mastersOf(star).length > 0
      ? []
      : [{ path: SITES_PATH, message: "No node has the role master, so nothing can be written. Give one site a master." }],
};

export const mastersInTwoSites: Check = {
  code: "star.masters.two_sites",
  severity: "error",
  rule: "Mode star: the masters stand in exactly two sites, so that one of them may be lost.",
  find(star) {
    const sites = masterSitesOf(star).map(({ name }) => name);
    if (star.mode !== "star" || sites.length === 0 || sites.length === 2) return [];
    const message =
      sites.length === 1
        ? `All masters are in ${sites[0]}: when it is lost, nothing can be written. Put a master in a second site, or set mode: centralized.`
        : `There are masters in ${sites.length} sites (${listed(sites)}); every write waits for all of them. Keep two, and make the others replicas; or set mode: single-cluster.`;
    return [{ path: SITES_PATH, message }];
  },
};

export const embeddedMasters: Check = {
  code: "star.masters.embedded",
  severity: "error",
  rule: "Engine embedded: one writer and at most one synchronous standby.",
  find(star) {
    const masters = placedNodes(star).filter(({ node }) => node.role === "master");
    const third = masters[2];
    if (star.engine !== "embedded" || third === undefined) return [];
    const message = `The embedded engine has one writer and one standby (${nodeNames(masters.slice(0, 2))}); make ${nodeNames(masters.slice(2))} replicas, or set engine: mariadb.`;
    return [{ path: [...third.path, "role"], message }];
  },
};

export const singleMaster: Check = {
  code: "star.masters.single",
  severity: "warning",
  rule: "One master alone: when its host fails, nothing is written until it is back.",
  find(star) {
    const masters = placedNodes(star).filter(({ node }) => node.role === "master");
    const [only] = masters;
    if (masters.length !== 1 || only === undefined) return [];
    const advice = star.engine === "embedded" ? "Add a second master as its standby." : "Add a second master and an arbitrator.";
    return [
      { path: only.path, message: `${only.node.name} is the only master: nothing can be written while it is down. ${advice}` },
    ];
  },
};
