import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSeededRandom } from "@multisite/kernel/random";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allNodes, parseStar, starExamples } from "../../topology/index.ts";
import { localLayout, rememberStar, writeNodeFiles } from "./files.ts";
import { chooseLoopbackPlace, placeOnLoopback } from "./place.ts";

const star = parseStar(starExamples.star, "star.yaml");

test("each node has an address and Galera ports that no other has, below those of outgoing connections", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const placed = allNodes(placeOnLoopback(star, chooseLoopbackPlace(createSeededRandom(seed))));
    expect(new Set(placed.map(({ node }) => node.address)).size).toBe(placed.length);
    const ports = placed.flatMap(({ node }) =>
      node.ports.galera === undefined ? [] : [0, 1, 2].map((more) => (node.ports.galera ?? 0) + more),
    );
    expect(new Set(ports).size).toBe(ports.length);
    expect(Math.max(...ports)).toBeLessThan(32_768);
    for (const { node } of placed) expect(node.address).toMatch(/^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/);
  }
});

test("more nodes than one machine takes are refused with what to do", () => {
  const [site] = star.sites;
  const nodes = Array.from({ length: 251 }, (_, index) => ({
    ...(site?.nodes[0] as NonNullable<typeof site>["nodes"][number]),
    name: `n${index}`,
  }));
  const large = { ...star, sites: [{ ...(site as NonNullable<typeof site>), nodes }] };
  expect(() => placeOnLoopback(large, chooseLoopbackPlace(createSeededRandom(1)))).toThrow("251 nodes");
});

describe("a directory", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "multisite-local-"));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test("remembers addresses and passwords of its star, for its owner only", () => {
    const first = rememberStar(directory, star, createSeededRandom(1));
    const again = rememberStar(directory, star, createSeededRandom(2));
    expect(again.place).toEqual(first.place);
    expect(again.passwords.nodes.reveal()).toBe(first.passwords.nodes.reveal());
    expect(statSync(join(directory, "local-star.json")).mode & 0o777).toBe(0o600);
  });

  test("takes no other star", () => {
    expect(() => rememberStar(directory, { ...star, name: "other" }, createSeededRandom(1))).toThrow(
      `The directory ${directory} holds the star telco, not other.`,
    );
  });

  test("with a path that is too long for a socket is refused before anything is started", () => {
    const layout = localLayout(join(directory, "x".repeat(100)), "north-1");
    expect(() => writeNodeFiles(layout, [])).toThrow("longer than the 107 bytes");
  });
});
