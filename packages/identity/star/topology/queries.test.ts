import { describe, expect, test } from "vitest";
import { parseStar } from "./check-star.ts";
import { clusterOf, clustersOf } from "./clusters.ts";
import {
  followersOf,
  masterSitesOf,
  mastersOf,
  membersOf,
  otherMastersFor,
  type SitedNode,
  servingNodesOf,
  servingSitesFor,
} from "./queries.ts";
import { CENTRALIZED, EMBEDDED, MULTI_CLUSTER, STAR } from "./testing/documents.ts";

const star = parseStar(STAR, "star.yaml");
const centralized = parseStar(CENTRALIZED, "star.yaml");
const names = (nodes: readonly SitedNode[]): readonly string[] => nodes.map(({ node }) => node.name);

describe("who is who", () => {
  test("members hold keys, the arbitrator holds none; delayed replicas hold keys and do not serve", () => {
    expect(names(mastersOf(star))).toEqual(["east-1", "west-1"]);
    expect(masterSitesOf(star).map(({ name }) => name)).toEqual(["east", "west"]);
    expect(names(membersOf(star))).toEqual(["east-1", "west-1", "north-1", "north-2", "north-late"]);
    const north = star.sites.find(({ name }) => name === "north");
    expect(north && servingNodesOf(north).map(({ name }) => name)).toEqual(["north-1", "north-2"]);
  });

  test("a site serves itself, else the named ones serve it, else the centre does", () => {
    const servers = (of: typeof star, site: string) => servingSitesFor(of, site).map(({ name }) => name);
    expect(servers(star, "north")).toEqual(["north"]);
    expect(servers(star, "edge")).toEqual(["north", "east"]);
    expect(servers(star, "nowhere")).toEqual([]);
    expect(servers(centralized, "north")).toEqual(["centre"]);
  });

  test("a replica whose master is gone goes to another site first", () => {
    expect(names(otherMastersFor(star, "north-1"))).toEqual(["west-1"]);
    expect(names(followersOf(star, "east-1"))).toEqual(["north-1", "north-late"]);
    const east = star.sites[0];
    const twice = east && {
      ...east,
      nodes: [...east.nodes, { ...east.nodes[0], name: "east-2" } as (typeof east.nodes)[number]],
    };
    const wider = { ...star, sites: [twice ?? star.sites[0], ...star.sites.slice(1)] } as typeof star;
    expect(names(otherMastersFor(wider, "north-1"))).toEqual(["west-1", "east-2"]);
  });
});

describe("clusters", () => {
  test("of a star there is one, with the arbitrator of a third site; embedded there is none", () => {
    const [only, ...others] = clustersOf(star);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ name: "telco", isWritable: true });
    expect(names([...(only?.nodes ?? []), ...(only?.arbitrators ?? [])])).toEqual(["east-1", "west-1", "north-vote"]);
    expect(clusterOf(star, "north-1")).toBeUndefined();
    expect(clustersOf(parseStar(EMBEDDED, "star.yaml"))).toEqual([]);
  });

  test("of a multi-cluster, sites that name one cluster form it, and links are in order", () => {
    const several = parseStar(MULTI_CLUSTER, "star.yaml");
    const [writable, nordic] = clustersOf(several);
    expect(names(writable?.nodes ?? [])).toEqual(["east-1", "west-1", "south-1"]);
    expect(nordic).toMatchObject({ name: "nordic", isWritable: false });
    expect(names(nordic?.nodes ?? [])).toEqual(["oslo-1", "bergen-1", "tromso-1"]);
    expect(names(nordic?.links ?? [])).toEqual(["oslo-1", "bergen-1"]);
    expect(clusterOf(several, "tromso-1")).toEqual(nordic);
  });
});
