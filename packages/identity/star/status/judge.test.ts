import { describe, expect, test } from "vitest";
import { judgeStar } from "./judge.ts";
import type { NodeStatus, SeenNode } from "./types.ts";

const status = (site: string, node: string, role: NodeStatus["role"], more: Partial<NodeStatus> = {}): SeenNode => ({
  site,
  node,
  role,
  status: {
    site,
    node,
    role,
    version: "1",
    generation: 1,
    replication: { engine: "embedded", position: "1:7:aa", state: "running" },
    writes: role === "master" && node === "east-1" ? "here" : "forward",
    fence: undefined,
    keys: [],
    verifiers: 1,
    clockErrorMs: 3,
    certificateExpiresAtMs: 1,
    heardAtMs: 1,
    alarms: [],
    ...more,
  },
});
const silent = (site: string, node: string, role: NodeStatus["role"]): SeenNode => ({
  site,
  node,
  role,
  status: undefined,
  reason: "no route",
});
const alarm = (severity: "critical" | "major" | "minor", cause: string) => ({
  id: cause,
  severity,
  site: "north",
  cause,
  next: `see ${cause}`,
  raisedAtMs: 1,
  clearedAtMs: undefined,
});

const EAST = status("east", "east-1", "master");
const WEST = status("west", "west-1", "master");
const NORTH = status("north", "north-1", "replica");

describe("the one line about a star", () => {
  test("healthy is said only when every node answers and none complains", () => {
    expect(judgeStar([EAST, WEST, NORTH])).toEqual({
      health: "healthy",
      line: "All 3 nodes of 3 sites do what they should.",
      next: undefined,
    });
  });

  test.each([
    [
      "both masters gone",
      [silent("east", "east-1", "master"), silent("west", "west-1", "master"), NORTH],
      "failed",
      "Nothing can be written",
    ],
    ["masters without a writer", [WEST, NORTH], "failed", "no master that can be reached takes writes"],
    [
      "a second writer on the embedded engine",
      [EAST, status("west", "west-1", "master", { writes: "here" }), NORTH],
      "failed",
      "Two nodes",
    ],
    ["a site that is cut off", [EAST, WEST, silent("north", "north-1", "replica")], "degraded", "Site north cannot be reached"],
    ["a node of a site", [EAST, WEST, NORTH, silent("north", "north-2", "replica")], "degraded", "north-2 cannot be reached"],
    [
      "a fenced node",
      [EAST, WEST, status("north", "north-1", "replica", { fence: "It was restored." })],
      "degraded",
      "It was restored.",
    ],
    [
      "a replica that follows no more",
      [
        EAST,
        WEST,
        status("north", "north-1", "replica", {
          replication: { engine: "embedded", position: "", state: "broken", reason: "It differs." },
        }),
      ],
      "degraded",
      "It differs.",
    ],
  ] as const)("%s is named, with what to do", (_, nodes, health, words) => {
    const verdict = judgeStar(nodes);
    expect(verdict.health).toBe(health);
    expect(verdict.line).toContain(words);
    expect(verdict.next).toBeTruthy();
  });

  test("of several complaints the worst is said", () => {
    const north = status("north", "north-1", "replica", {
      alarms: [alarm("minor", "disk fills"), alarm("critical", "key lost")],
    });
    expect(judgeStar([EAST, WEST, north])).toMatchObject({ health: "failed", next: "see key lost" });
  });
});
