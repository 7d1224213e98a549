import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkStarText, parseStar } from "./check-star.ts";
import { compareStars, isSameStar } from "./compare.ts";
import { readStar } from "./document/read.ts";
import { writeStar } from "./document/write.ts";
import { CENTRALIZED, EMBEDDED, edited, MULTI_CLUSTER, STAR } from "./testing/documents.ts";
import type { IdentityStar } from "./types.ts";

const BEFORE = parseStar(STAR, "star.yaml");

/** Without the checks: a step between two stars that work need not. */
function star(...edits: readonly (readonly [string, string])[]): IdentityStar {
  return readStar(edited(STAR, ...edits)).star as IdentityStar;
}

describe("what differs between two generations", () => {
  test("a site with its nodes that comes and goes", () => {
    const after = star([
      "    - name: edge",
      "    - name: south\n      nodes: [{ name: south-1, role: replica, address: s }]\n    - name: edge",
    ]);
    const difference = compareStars(BEFORE, after);
    expect(difference.sitesAdded.map(({ name }) => name)).toEqual(["south"]);
    expect(difference.nodesAdded.map(({ node }) => node.name)).toEqual(["south-1"]);
    const back = compareStars(after, BEFORE);
    expect(back.sitesRemoved.map(({ name }) => name)).toEqual(["south"]);
    expect(back.nodesRemoved.map(({ node }) => node.name)).toEqual(["south-1"]);
    expect(back.settings).toEqual([]);
  });

  test("a replica that follows another master is told apart from other settings", () => {
    const { following, settings } = compareStars(BEFORE, star(["10.3.0.11, follows: east-1", "10.3.9.9, follows: west-1"]));
    expect(following).toEqual([{ node: "north-1", from: "east-1", to: "west-1" }]);
    expect(settings).toEqual([{ setting: "nodes.north-1.address", from: "10.3.0.11", to: "10.3.9.9" }]);
  });

  test("settings have names, and what is unset is undefined", () => {
    const after = star(
      ["generation: 1", "generation: 2"],
      ["stagedKeys: 7", "stagedKeys: 8"],
      ["[north, east]", "[east, north]"],
      [", holdSeconds: 600 }", " }"],
      ["    canary:", "    retentionSeconds: 9\n    canary:"],
    );
    expect(compareStars(BEFORE, after).settings).toEqual([
      { setting: "generation", from: 1, to: 2 },
      { setting: "keys.stagedKeys", from: 7, to: 8 },
      { setting: "keys.retentionSeconds", from: undefined, to: 9 },
      { setting: "sites.edge.servedBy", from: ["north", "east"], to: ["east", "north"] },
    ]);
  });

  test("a node in another site has moved", () => {
    const moved = {
      ...BEFORE,
      sites: BEFORE.sites.map((site) => ({
        ...site,
        nodes: site.name === "west" ? [...site.nodes, ...(BEFORE.sites[0]?.nodes ?? [])] : site.name === "east" ? [] : site.nodes,
      })),
    };
    expect(compareStars(BEFORE, moved).nodesMoved).toEqual([{ node: "east-1", from: "east", to: "west" }]);
  });

  test("the order of masters is a difference: it says who writes", () => {
    const swapped = { ...BEFORE, sites: BEFORE.sites.toSpliced(0, 2, ...BEFORE.sites.slice(0, 2).toReversed()) };
    expect(compareStars(BEFORE, swapped).settings.map(({ setting }) => setting)).toEqual(["order of sites", "order of nodes"]);
  });

  test("nothing is told exactly when both say the same", () => {
    const texts = [STAR, EMBEDDED, MULTI_CLUSTER, CENTRALIZED].map((text) => writeStar(parseStar(text, "star.yaml")));
    const anyStar = fc
      .tuple(fc.constantFrom(...texts), fc.nat(), fc.constantFrom("1", "7", "east-1", "north"))
      .map(([text, where, word]) => {
        // One value of the text replaced by another word: where names stay unique, that may or may not be another star.
        const lines = text.split("\n");
        lines[where % lines.length] = (lines[where % lines.length] ?? "").replace(/: \S+$/, `: ${word}`);
        const { star: changed, findings } = checkStarText(lines.join("\n"));
        const isUsable = changed !== undefined && !findings.some(({ code }) => code === "star.names.duplicate");
        return isUsable ? changed : (readStar(text).star as IdentityStar);
      });
    fc.assert(
      fc.property(anyStar, anyStar, (one, other) => {
        expect(isSameStar(compareStars(one, other))).toBe(writeStar(one) === writeStar(other));
        expect(isSameStar(compareStars(one, one))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
