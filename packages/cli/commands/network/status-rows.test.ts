import { expect, test } from "vitest";
import { tunnelRows } from "./status-rows.ts";

test("tunnel endpoints that fail are shown with the site that finds them so; those that are well, or were wrong once, are not", () => {
  const tunnel = { site: "south", vtep: "192.0.2.21", state: "unreached", why: "no ping", triedAgoMs: 5000 } as const;
  const look = { site: "north", node: "north-1", cloud: "north", networks: [], heard: [] };
  const tunnels = [
    { ...tunnel, isFailing: true },
    { ...tunnel, vtep: "192.0.2.22", isFailing: false },
  ];
  const rows = tunnelRows([
    { site: "north", answer: { ...look, tunnels } },
    { site: "west", problem: "it is silent" },
  ]);
  expect(rows.map(({ from, site, vtep }) => [from, site, vtep])).toEqual([["north", "south", "192.0.2.21"]]);
});
