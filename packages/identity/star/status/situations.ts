import type { NodeStatus, SeenNode } from "./types.ts";

/** Situations for the tests of the verdict, told by what differs from a node that does what it should. */

type Told = Partial<NodeStatus>;

export const status = (site: string, node: string, role: NodeStatus["role"], more: Told = {}): SeenNode => ({
  site,
  node,
  role,
  status: {
    site,
    node,
    role,
    version: "1",
    generation: 1,
    replication: { engine: "mariadb", position: "1-10-100", state: "running" },
    writes: role === "master" ? "here" : "forward",
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
export const silent = (site: string, node: string, role: NodeStatus["role"]): SeenNode => ({
  site,
  node,
  role,
  status: undefined,
  reason: "no route",
});
export const alarm = (severity: "critical" | "major" | "minor", id: string, cause: string, next = `see ${cause}`) => ({
  id,
  severity,
  site: "north",
  cause,
  next,
  raisedAtMs: 1,
  clearedAtMs: undefined,
});
export const at = (position: string, state: "running" | "held" = "running"): Told => ({
  replication: { engine: "mariadb", position, state, follows: "east-1" },
});
export const embedded = (sequence: number, more: Told = {}): Told => ({
  replication: { engine: "embedded", position: `1@east-1:${sequence}:0123456789abcdef`, state: "running" },
  ...more,
});

export const EAST = status("east", "east-1", "master");
export const WEST = status("west", "west-1", "master");
export const NORTH = status("north", "north-1", "replica", at("1-10-100"));
export const NORTH_2 = status("north", "north-2", "replica", at("1-10-120"));
export const SOUTH = status("south", "south-1", "replica", at("1-10-110"));
export const LATE: SeenNode = {
  ...status("north", "north-late", "replica", { fence: "it does not serve", fenceCode: "identity.star.data_not_ready" }),
  delaySeconds: 3600,
};
export const NO_EAST = silent("east", "east-1", "master");
export const NO_WEST = silent("west", "west-1", "master");
export const CLOSED: Told = { writes: "unavailable" };

export const WRITER = status("east", "east-1", "master", embedded(120));
export const STANDBY = status("west", "west-1", "master", embedded(120, { writes: "forward" }));
