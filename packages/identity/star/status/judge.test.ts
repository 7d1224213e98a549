import { describe, expect, test } from "vitest";
import { decideMaster } from "../mariadb/follow/decide/master.ts";
import { AT_MS, limits, masterNode, master as masterSeen } from "../mariadb/follow/decide/situations.ts";
import { judgeStar } from "./judge.ts";
import {
  alarm,
  at,
  CLOSED,
  EAST,
  embedded,
  LATE,
  NO_EAST,
  NO_WEST,
  NORTH,
  NORTH_2,
  SOUTH,
  STANDBY,
  silent,
  status,
  WEST,
  WRITER,
} from "./situations.ts";
import type { SeenNode } from "./types.ts";

/** As the agent of a master says it that is left alone, word for word. */
const NO_MAJORITY = (() => {
  const others = [masterSeen("west-1", { state: "gone" })];
  const seen = masterNode({ others, minoritySinceMs: AT_MS - limits.holdDownMs }, { isPrimary: false, ready: false });
  const found = decideMaster(seen, limits).alarm;
  if (found === undefined) throw new Error("a master without majority says nothing");
  return alarm("critical", `star.mariadb.${found.name}/east-1`, found.cause, found.next);
})();
const PROMOTED = status("north", "north-1", "replica", {
  writes: "here",
  alarms: [alarm("major", "star.mariadb.promoted/north-1", "north-1 takes the writes of the star, alone: both burnt down.")],
});
const SUPERSEDED = status("east", "east-1", "master", {
  ...CLOSED,
  fence: "north-1 was made the writer",
  fenceCode: "identity.star.data_not_ready",
  alarms: [alarm("critical", "star.mariadb.superseded/east-1", "east-1 is set aside.", "multisite star apply FILE")],
});

interface Row {
  readonly name: string;
  readonly nodes: readonly SeenNode[];
  readonly health: "healthy" | "degraded" | "failed";
  readonly line: readonly string[];
  readonly next: string | RegExp | undefined;
}

const MARIADB: readonly Row[] = [
  {
    name: "all is well, and both masters of one cluster write",
    nodes: [EAST, WEST, NORTH, SOUTH],
    health: "healthy",
    line: ["All 4 nodes of 4 sites do what they should."],
    next: undefined,
  },
  {
    name: "one node is silent, its neighbour serves",
    nodes: [EAST, WEST, NORTH, silent("north", "north-2", "replica")],
    health: "degraded",
    line: ["north-2 cannot be reached", "north-1 serves the site"],
    next: "systemctl status multisite-agent, on north-2",
  },
  {
    name: "a replica is kept behind on purpose: it does not serve, and that is well",
    nodes: [EAST, WEST, NORTH, LATE],
    health: "healthy",
    line: ["All 4 nodes of 3 sites do what they should."],
    next: undefined,
  },
  {
    name: "one node is silent, and its neighbour is kept behind: nobody serves that site",
    nodes: [EAST, WEST, silent("north", "north-1", "replica"), LATE],
    health: "degraded",
    line: ["north-1 cannot be reached", "no other node of north serves it"],
    next: "systemctl status multisite-agent, on north-1",
  },
  {
    name: "one node is silent, and its neighbour is fenced: nobody serves that site",
    nodes: [
      EAST,
      WEST,
      silent("north", "north-2", "replica"),
      status("north", "north-1", "replica", { fence: "It is compared." }),
    ],
    health: "degraded",
    line: ["north-2 cannot be reached", "no other node of north serves it"],
    next: "systemctl status multisite-agent, on north-2",
  },
  {
    name: "a site is cut off",
    nodes: [EAST, WEST, silent("north", "north-1", "replica"), silent("north", "north-2", "replica"), SOUTH],
    health: "degraded",
    line: ["Site north cannot be reached from here", "it goes on alone"],
    next: /^multisite star status, on a node of north/,
  },
  {
    name: "one master is lost, the other one writes",
    nodes: [NO_EAST, WEST, NORTH, SOUTH],
    health: "degraded",
    line: ["Site east cannot be reached", "Writes go on at west-1."],
    next: /^multisite star status, on a node of east/,
  },
  {
    name: "both masters are lost: the furthest replica is named",
    nodes: [NO_EAST, NO_WEST, NORTH, NORTH_2, SOUTH],
    health: "failed",
    line: ["no master can be reached from here (east-1, west-1)", "Logins and validations go on."],
    next: /^multisite star status, on a node of another site.*for good, multisite star promote north-2 --dry-run --reason "\.\.\."$/,
  },
  {
    name: "both masters are lost, and the furthest replica is set aside: another one is named",
    nodes: [NO_EAST, NO_WEST, NORTH, status("north", "north-2", "replica", at("1-10-120", "held")), SOUTH],
    health: "failed",
    line: ["no master can be reached from here"],
    next: /promote south-1 --dry-run/,
  },
  {
    name: "only the own site answers: it is said that it may be cut off itself",
    nodes: [NO_EAST, NO_WEST, NORTH, silent("south", "south-1", "replica")],
    health: "failed",
    line: ["Only north can be reached from here", "its links are cut, or the masters are lost"],
    next: /^multisite star status, on a node of another site/,
  },
  {
    name: "nobody answers who could be promoted",
    nodes: [silent("north", "north-1", "replica"), NO_EAST, status("south", "south-1", "replica", { replication: undefined })],
    health: "failed",
    line: ["Only south can be reached from here"],
    next: "multisite star status, on a node of another site: it may be only this one that does not reach them",
  },
  {
    name: "one master is left without the majority: its own alarm is what is to be done, and nobody is promoted",
    nodes: [status("east", "east-1", "master", { ...CLOSED, alarms: [NO_MAJORITY] }), NO_WEST, NORTH, SOUTH],
    health: "failed",
    line: ["Nothing can be written.", "it does not see the majority"],
    next: /^make sure at the other sites that no master runs, then multisite star declare-primary east-1 --dry-run --reason "\.\.\."$/,
  },
  {
    name: "the same, before the hold-down is over: it may end by itself",
    nodes: [
      status("east", "east-1", "master", {
        ...CLOSED,
        replication: { engine: "mariadb", position: "1-10-100", state: "broken", reason: "it does not see the majority" },
      }),
      NO_WEST,
      NORTH,
    ],
    health: "failed",
    line: ["east-1 takes no writes (it does not see the majority)", "west-1 cannot be reached"],
    next: "multisite star status --watch",
  },
  {
    name: "the databases of both masters are down, their agents answer",
    nodes: [EAST, WEST].map(({ site, node }) =>
      status(site, node, "master", {
        ...CLOSED,
        fence: "its MariaDB does not answer",
        alarms: [
          alarm("major", `star.clock/${node}`, "its clock is off"),
          alarm(
            "major",
            `star.mariadb.server_gone/${node}`,
            `${node}: its MariaDB does not answer`,
            "systemctl status multisite-mariadb",
          ),
        ],
      }),
    ),
    health: "failed",
    line: ["Nothing can be written. east-1: its MariaDB does not answer"],
    next: "systemctl status multisite-mariadb",
  },
  {
    name: "a replica is promoted, the masters are away",
    nodes: [NO_EAST, NO_WEST, PROMOTED, SOUTH],
    health: "degraded",
    line: ["north-1 takes the writes of the star, alone", "Not reached: east-1, west-1."],
    next: /^see north-1 takes/,
  },
  {
    name: "a replica is promoted, and a master has come back and is set aside: its way back is what is next",
    nodes: [SUPERSEDED, NO_WEST, PROMOTED, SOUTH],
    health: "degraded",
    line: ["north-1 takes the writes of the star, alone", "east-1 is set aside.", "Not reached: west-1."],
    next: "multisite star apply FILE",
  },
  {
    name: "a replica is promoted, and masters write too: two histories",
    nodes: [EAST, WEST, PROMOTED, SOUTH],
    health: "failed",
    line: ["north-1, promoted, and east-1, west-1 take writes apart: two histories"],
    next: /systemctl stop multisite-mariadb, on east-1, west-1; .*systemctl stop multisite-mariadb, on north-1$/,
  },
  {
    name: "two replicas are promoted: two histories",
    nodes: [NO_EAST, NO_WEST, PROMOTED, status("south", "south-1", "replica", { writes: "here" })],
    health: "failed",
    line: ["Several promoted nodes take writes apart: north-1, south-1"],
    next: /^systemctl stop multisite-mariadb/,
  },
  {
    name: "the keys of a node are not there yet",
    nodes: [
      EAST,
      WEST,
      NORTH_2,
      status("north", "north-1", "replica", { fence: "It lacks 2 keys.", fenceCode: "identity.star.keys_lost" }),
    ],
    health: "degraded",
    line: ["north-1 at north does not serve, north-2 serves the site: It lacks 2 keys."],
    next: "multisite keys explain, on north-1",
  },
  {
    name: "the data of a node are made anew by itself",
    nodes: [
      EAST,
      WEST,
      status("north", "north-1", "replica", { fence: "it is compared", fenceCode: "identity.star.data_not_ready" }),
    ],
    health: "degraded",
    line: ["north-1 at north does not serve, no other node of north serves it: it is compared"],
    next: "multisite star status --watch, until it serves",
  },
  {
    name: "somebody wrote to a replica, which is fenced: its alarm says what to do, not its keys",
    nodes: [
      EAST,
      WEST,
      status("north", "north-1", "replica", {
        fence: "it has changes of its own",
        fenceCode: "identity.star.data_not_ready",
        alarms: [alarm("major", "star.mariadb.errant/north-1", "errant", "multisite star rebuild north-1 --dry-run")],
      }),
    ],
    health: "degraded",
    line: ["it has changes of its own"],
    next: "multisite star rebuild north-1 --dry-run",
  },
  {
    name: "of several complaints the worst is said",
    nodes: [
      EAST,
      WEST,
      silent("south", "south-1", "replica"),
      status("north", "north-1", "replica", {
        alarms: [alarm("minor", "disk", "disk fills"), alarm("critical", "keys", "key lost")],
      }),
    ],
    health: "failed",
    line: ["north-1 at north: key lost"],
    next: "see key lost",
  },
];

const UPSTREAM_GONE = alarm("major", "star.replication.upstream_gone/west-1", "no news", "Look at the links");

const EMBEDDED: readonly Row[] = [
  {
    name: "one master writes, the other one is the standby",
    nodes: [WRITER, STANDBY, status("north", "north-1", "replica", embedded(120))],
    health: "healthy",
    line: ["All 3 nodes"],
    next: undefined,
  },
  {
    name: "the writer is lost: the standby takes over on an operator's word",
    nodes: [NO_EAST, status("west", "west-1", "master", embedded(120, { writes: "unavailable", alarms: [UPSTREAM_GONE] }))],
    health: "failed",
    line: ["east-1 cannot be reached, and west-1 takes no writes by itself"],
    next: /^make sure that east-1 does not run; then, on west-1: multisite star takeover --dry-run --reason "\.\.\."$/,
  },
  {
    name: "both masters are lost: the furthest replica may, with what it lacks lost",
    nodes: [
      NO_EAST,
      NO_WEST,
      status("north", "north-1", "replica", embedded(99)),
      status("south", "south-1", "replica", embedded(101)),
    ],
    health: "failed",
    line: ["no master can be reached"],
    next: /on south-1: multisite star takeover --dry-run --on-my-word --reason "\.\.\."$/,
  },
  {
    name: "the standby is lost: the writer's alarm says how it goes on",
    nodes: [
      status(
        "east",
        "east-1",
        "master",
        embedded(120, { writes: "unavailable", alarms: [alarm("critical", "star.replication.standby_away/east-1", "away")] }),
      ),
      NO_WEST,
    ],
    health: "failed",
    line: ["Nothing can be written. away"],
    next: "see away",
  },
  {
    name: "two nodes write on their own",
    nodes: [WRITER, status("west", "west-1", "master", embedded(120, { writes: "here" }))],
    health: "failed",
    line: ["Two nodes take writes on their own: east-1, west-1"],
    next: "multisite star status --watch",
  },
  {
    name: "a replica that follows no more makes its data anew by itself",
    nodes: [
      WRITER,
      STANDBY,
      status("north", "north-1", "replica", {
        replication: { engine: "embedded", position: "", state: "broken", reason: "It differs." },
      }),
    ],
    health: "degraded",
    line: ["north-1 at north no longer follows its master: It differs."],
    next: /^multisite star status --watch; .*north-1$/,
  },
];

describe.each([
  ["mariadb", MARIADB],
  ["embedded", EMBEDDED],
] as const)("the one line about a star on %s, and what to do next", (engine, rows) => {
  test.each(rows)("$name", ({ nodes, health, line, next }) => {
    const verdict = judgeStar({ engine, nodes });
    expect(verdict.health).toBe(health);
    for (const words of line) expect(verdict.line).toContain(words);
    if (next instanceof RegExp) expect(verdict.next).toMatch(next);
    else expect(verdict.next).toBe(next);
  });

  test("nobody is promoted where a master answers", () => {
    const answers = rows.filter(({ nodes }) => nodes.some(({ role, status: told }) => role === "master" && told !== undefined));
    expect(answers.length).toBeGreaterThan(3);
    for (const { nodes } of answers) expect(judgeStar({ engine, nodes }).next ?? "").not.toContain("star promote");
  });
});
