import { type IdentityStar, parseStar, starExamples } from "@multisite/identity/star";
import { expect, test } from "vitest";
import { isKeyMaker } from "./ceremony.ts";
import { exchangePeers, followSurroundings } from "./exchange-facts.ts";

const star: IdentityStar = parseStar(starExamples.star, "example");

test("a replica exchanges facts with the masters and its own site, and with others only while no master answers; a master with all", () => {
  expect(exchangePeers(star, "north-1")).toEqual({ near: ["east-1", "west-1", "north-2", "north-late"], instead: [] });
  expect(exchangePeers(star, "east-1").near).toEqual(["west-1", "north-1", "north-2", "north-late"]);
});

test("one master at a time makes keys, and the other takes over when the first is silent; a replica never does", () => {
  const nowMs = 1_000_000;
  const heard = new Map([["east-1", nowMs - 1000]]);
  expect(isKeyMaker(star, "east-1", new Map(), nowMs)).toBe(true);
  expect(isKeyMaker(star, "west-1", heard, nowMs)).toBe(false);
  expect(isKeyMaker(star, "west-1", heard, nowMs + 120_000)).toBe(true);
  expect(isKeyMaker(star, "north-1", new Map(), nowMs)).toBe(false);
});

test("whom a node exchanges facts with is found out once for each document, and anew when it changes", () => {
  let current = star;
  const surroundings = followSurroundings(() => current, "north-1");
  const before = surroundings();
  expect(before.peers).toEqual(exchangePeers(star, "north-1"));
  expect([before.siteOf("west-1"), before.siteOf("nobody")]).toEqual(["west", undefined]);
  expect(surroundings()).toBe(before);
  current = { ...star, generation: star.generation + 1, sites: star.sites.filter(({ name }) => name !== "west") };
  expect(surroundings().siteOf("west-1")).toBeUndefined();
  expect(surroundings().peers.near).not.toContain("west-1");
});
