import { parseGtidPosition } from "../../sql/index.ts";
import type { FollowLimits, MasterNodeSeen, MasterSeen, OwnServer, ReplicaSeen } from "../types.ts";

/** Situations for the tests of the decisions, told by what differs from a star in which all is well at `AT_MS`. */

export const AT_MS = 1_000_000;
export const limits: FollowLimits = { holdDownMs: 30_000, returnAfterMs: 60_000, aheadGraceMs: 10_000, behindMs: 5000 };

export function master(node: string, change: Partial<MasterSeen> = {}): MasterSeen {
  return { node, site: node, state: "ready", sinceMs: 0, position: parseGtidPosition("1-10-100"), startedAtMs: 5000, ...change };
}

export function server(change: Partial<OwnServer> = {}, slave: Partial<NonNullable<OwnServer["slave"]>> = {}): OwnServer {
  return {
    follows: "east-1",
    slave: {
      masterHost: "10.1.0.11",
      masterPort: 3306,
      io: "yes",
      sql: true,
      fetched: parseGtidPosition("1-10-100"),
      usesGtid: "Slave_Pos",
      delaySeconds: 0,
      relayLogBytes: 0,
      doing: "",
      ...slave,
    },
    position: parseGtidPosition("1-10-100"),
    errant: [],
    isReadOnly: true,
    startedAtMs: 5000,
    ...change,
  };
}

export function replica(change: Partial<ReplicaSeen> = {}): ReplicaSeen {
  return {
    node: "north-1",
    atMs: AT_MS,
    own: server(),
    home: "east-1",
    isDelayed: false,
    isSent: false,
    masters: [master("east-1"), master("west-1")],
    siblings: [{ node: "north-2", follows: "west-1", serves: true }],
    memory: { verified: { with: "east-1", starts: { "east-1": 5000, "west-1": 5000, "north-1": 5000 } } },
    chain: "continues",
    lagMs: 1,
    ...change,
  };
}

/** East does not answer for so long, and the fetching thread does not reach it. */
export function eastGone(forMs: number, change: Partial<ReplicaSeen> = {}): ReplicaSeen {
  const masters = [master("east-1", { state: "gone", sinceMs: AT_MS - forMs }), master("west-1")];
  return replica({ masters, own: server({}, { io: "connecting" }), ...change });
}

export function masterNode(change: Partial<MasterNodeSeen> = {}, galera: Partial<GaleraSeen> = {}): MasterNodeSeen {
  return {
    node: "east-1",
    atMs: AT_MS,
    own: {
      galera: {
        isPrimary: true,
        state: "Synced",
        ready: true,
        connected: true,
        size: 3,
        clusterId: "one",
        lastCommitted: 100,
        flowControlPaused: 0,
        receiveQueue: 0,
        provider: "4",
        members: ["10.1.0.11:3306", "10.2.0.11:3306"],
        ...galera,
      },
      position: parseGtidPosition("1-10-100"),
      errant: [],
    },
    others: [master("west-1")],
    replicas: [],
    memory: {},
    ...change,
  };
}

type GaleraSeen = NonNullable<NonNullable<MasterNodeSeen["own"]>["galera"]>;
