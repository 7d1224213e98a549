import { describe, expect, test } from "vitest";
import { checkStarText } from "../check-star.ts";
import { CENTRALIZED, EMBEDDED, edited, lineWith, MULTI_CLUSTER, SINGLE_CLUSTER, STAR } from "../testing/documents.ts";
import { checks } from "./index.ts";

type Edit = readonly [from: string, to: string];
/** What is broken, in which document, by which edits; the code, a part of the line that is named, and words of the message. */
type Case = readonly [code: string, text: string, edits: readonly Edit[], line: string, words: string];

const WITNESS: Edit = ["        - { name: north-vote, role: arbitrator, address: 10.3.0.13 }\n", ""];
const NO_NORTH_2: Edit = ["        - { name: north-2, role: replica, address: 10.3.0.12, follows: west-1 }\n", ""];
const MORE_WESTS: Edit = [
  "address: 10.2.0.11 }",
  "address: 10.2.0.11 }\n        - { name: west-2, role: master, address: 10.2.0.12 }",
];

const CASES: readonly Case[] = [
  ["star.names.duplicate", STAR, [["name: west\n", "name: east\n"]], "name: east", "another name"],
  ["star.names.duplicate", STAR, [["name: north-2", "name: north-1"]], "10.3.0.12", "node north-1 already"],
  ["star.address.loopback", STAR, [["10.3.0.12", "127.0.0.1"]], "127.0.0.1", "cannot reach north-2"],
  [
    "star.address.loopback",
    EMBEDDED,
    [["127.0.0.1, ports: { agent: 7004", "0.0.0.0, ports: { agent: 7004"]],
    "0.0.0.0",
    "north-2",
  ],
  ["star.address.shared", STAR, [["10.3.0.12", "10.3.0.11"]], "north-2", "fail together"],
  [
    "star.ports.collision",
    EMBEDDED,
    [["identity: 5004", "identity: 7001"]],
    "7001 }, follows",
    "east-1's agent, and by north-2's identity API",
  ],
  [
    "star.ports.collision",
    STAR,
    [["address: 10.1.0.11", "address: 10.1.0.11, ports: { galera: 3305 }"]],
    "3305",
    "database, and by east-1's incremental",
  ],
  ["star.ports.range", STAR, [["address: 10.1.0.11", "address: 10.1.0.11, ports: { galera: 65534 }"]], "65534", "65533 or less"],

  [
    "star.masters.none",
    EMBEDDED,
    [
      ["role: master", "role: replica"],
      ["role: master", "role: replica"],
    ],
    "sites:",
    "nothing can be written",
  ],
  ["star.masters.two_sites", EMBEDDED, [["west-1, role: master", "west-1, role: replica"]], "sites:", "All masters are in east"],
  [
    "star.masters.two_sites",
    STAR,
    [
      ["north-1, role: replica", "north-1, role: master"],
      [", follows: east-1", ""],
    ],
    "sites:",
    "masters in 3 sites (east, west and north)",
  ],
  ["star.masters.embedded", EMBEDDED, [["north-1, role: replica", "north-1, role: master"]], "north-1", "make north-1 replicas"],
  [
    "star.masters.single",
    CENTRALIZED,
    [
      ["centre-2, role: master", "centre-2, role: replica"],
      ["centre-3, role: master", "centre-3, role: replica"],
    ],
    "centre-1",
    "only master",
  ],

  ["star.votes.two", STAR, [WITNESS], "west-1, role", "Add a node with role arbitrator in a third site"],
  [
    "star.votes.two",
    MULTI_CLUSTER,
    [["        - { name: tromso-1, role: replica, address: 10.6.0.11 }", "        []"]],
    "bergen-1",
    "cluster: nordic",
  ],
  ["star.votes.site_loss", STAR, [WITNESS, MORE_WESTS], "west-1, role", "Site west holds 2 of the 3 votes"],
  [
    "star.votes.site_loss_risk",
    SINGLE_CLUSTER,
    [
      [
        "south-1, role: master, address: 10.3.0.11 }",
        "south-1, role: master, address: 10.3.0.11 }\n        - { name: south-2, role: master, address: 10.3.0.12 }",
      ],
    ],
    "south-1",
    "no majority",
  ],
  ["star.votes.even", STAR, [MORE_WESTS], "north-vote", "has 4 votes"],
  [
    "star.votes.useless_arbitrator",
    EMBEDDED,
    [
      [
        "role: replica, address: 127.0.0.1, ports: { agent: 7004, identity: 5004 }, follows: west-1",
        "role: arbitrator, address: 127.0.0.1, ports: { agent: 7004 }",
      ],
    ],
    "arbitrator",
    "votes for nothing",
  ],

  ["star.follows.missing", STAR, [["10.3.0.11, follows: east-1", "10.3.0.11"]], "north-1", "one of east-1 and west-1"],
  [
    "star.follows.missing",
    MULTI_CLUSTER,
    [
      [", follows: east-1", ""],
      [", follows: west-1", ""],
    ],
    "oslo-1",
    "follows nobody",
  ],
  ["star.follows.unknown", STAR, [["10.3.0.11, follows: east-1", "10.3.0.11, follows: east-7"]], "east-7", "no such node"],
  ["star.follows.circle", STAR, [["10.3.0.11, follows: east-1", "10.3.0.11, follows: north-1"]], "north-1", "follows itself"],
  [
    "star.follows.circle",
    STAR,
    [
      ["10.3.0.11, follows: east-1", "10.3.0.11, follows: north-2"],
      ["follows: west-1", "follows: north-1"],
    ],
    "north-1",
    "north-1 follows north-2 follows north-1",
  ],
  [
    "star.follows.not_master",
    STAR,
    [["10.3.0.11, follows: east-1", "10.3.0.11, follows: north-2"]],
    "north-1",
    "a replica itself",
  ],
  [
    "star.follows.not_master",
    STAR,
    [["10.3.0.11, follows: east-1", "10.3.0.11, follows: north-vote"]],
    "north-1",
    "an arbitrator",
  ],
  [
    "star.follows.no_replica",
    STAR,
    [["address: 10.1.0.11 }", "address: 10.1.0.11, follows: west-1 }"]],
    "east-1",
    "is a master and follows nobody",
  ],
  ["star.replicas.one", STAR, [NO_NORTH_2], "nodes:", "north-late is delayed, and never serves"],
  [
    "star.replicas.one_in_cluster",
    MULTI_CLUSTER,
    [["      cluster: nordic\n", ""]],
    "name: oslo",
    "read-only cluster oslo has one node",
  ],
  ["star.replicas.same_master", STAR, [["follows: west-1", "follows: east-1"]], "north-2", "the same master, east-1"],
  [
    "star.replicas.same_master",
    STAR,
    [
      ["follows: west-1", "follows: east-2"],
      ["address: 10.1.0.11 }", "address: 10.1.0.11 }\n        - { name: east-2, role: master, address: 10.1.0.12 }"],
    ],
    "north-2",
    "masters in the same site, east",
  ],
  [
    "star.delayed.no_replica",
    STAR,
    [["address: 10.1.0.11 }", "address: 10.1.0.11, delaySeconds: 3600 }"]],
    "east-1",
    "cannot be delayed",
  ],
  ["star.delayed.short", STAR, [["delaySeconds: 3600", "delaySeconds: 60"]], "delaySeconds: 60", "60 s behind"],

  ["star.sites.unserved", STAR, [["servedBy: [north, east]", ""]], "name: edge", "Nobody answers for site edge"],
  [
    "star.sites.unserved",
    STAR,
    [
      ["10.3.0.11,", "10.3.0.11, delaySeconds: 3600,"],
      ["10.3.0.12,", "10.3.0.12, delaySeconds: 3600,"],
    ],
    "name: north",
    "no node that serves",
  ],
  [
    "star.sites.served_by_unknown",
    STAR,
    [["[north, east]", "[north, est]"]],
    "est]",
    "no such site; there are east, west, north and edge",
  ],
  ["star.sites.served_by_unknown", STAR, [["[north, east]", "[north, edge]"]], "servedBy", "names itself"],
  ["star.sites.served_by_unknown", STAR, [["[north, east]", "[north, north]"]], "servedBy", "twice"],
  [
    "star.sites.served_by_idle",
    STAR,
    [["servedBy: [north, east]", "servedBy: [north, east]\n    - { name: far, servedBy: [edge, east] }"]],
    "far",
    "serves nothing itself",
  ],
  ["star.sites.served_by_ignored", STAR, [["region: RegionNorth", "servedBy: [east]"]], "servedBy: [east]", "serves itself"],
  ["star.sites.served_by_one", STAR, [["[north, east]", "[north]"]], "servedBy", "name a second site"],
  ["star.mode.single_cluster_replica", STAR, [["mode: star", "mode: single-cluster"]], "north-1, role", "Make it one"],
  ["star.mode.centralized_elsewhere", STAR, [["mode: star", "mode: centralized"]], "nodes:", "only one site has (east)"],
  [
    "star.mode.cluster_ignored",
    STAR,
    [["region: RegionNorth", "cluster: nordic"]],
    "cluster: nordic",
    "counts for nothing in mode star",
  ],
  [
    "star.mode.no_second_cluster",
    SINGLE_CLUSTER,
    [["mode: single-cluster", "mode: multi-cluster"]],
    "mode:",
    "No cluster follows",
  ],

  [
    "star.endpoint.not_absolute",
    STAR,
    [["https://identity.example.net:5000", "identity.example.net:5000"]],
    "publicEndpoint",
    "no absolute URL",
  ],
  [
    "star.endpoint.not_absolute",
    STAR,
    [["https://identity.example.net:5000", "https://me:pw@identity.example.net"]],
    "publicEndpoint",
    "no absolute URL",
  ],
  [
    "star.endpoint.version",
    STAR,
    [["example.net:5000", "example.net:5000/v3"]],
    "publicEndpoint",
    "Write https://identity.example.net:5000 without /v3",
  ],
  ["star.endpoint.plain_http", STAR, [["https://", "http://"]], "publicEndpoint", "use https"],
  [
    "star.wire.no_methods",
    STAR,
    [["[external, password, token, oauth1, mapped, application_credential]", "[]"]],
    "authMethods",
    "password and token",
  ],
  ["star.wire.no_methods", STAR, [["[external, password, token,", "[external, token, token,"]], "authMethods", "twice"],
  ["star.wire.unknown_method", STAR, [["[external,", "[retina,"]], "authMethods", "no method retina"],
  ["star.timing.hold_down_short", STAR, [["holdDownSeconds: 30", "holdDownSeconds: 5"]], "holdDownSeconds", "set 15 or more"],
  [
    "star.timing.isolation_short",
    STAR,
    [["# refuseAdminAfterIsolationSeconds: 3600", "refuseAdminAfterIsolationSeconds: 60"]],
    "refuseAdmin",
    "more than 60",
  ],

  [
    "star.keys.unsafe",
    STAR,
    [
      ["rotationPeriodSeconds: 86400", "rotationPeriodSeconds: 10"],
      ["stagedKeys: 7", "stagedKeys: 1"],
      ["clockErrorMs: 1000", "clockErrorMs: 5000"],
    ],
    "stagedKeys",
    "no time to distribute",
  ],
  [
    "star.keys.isolation_short",
    STAR,
    [["rotationPeriodSeconds: 86400", "rotationPeriodSeconds: 3600"]],
    "stagedKeys",
    "stagedKeys: 25 for a day",
  ],
  [
    "star.keys.many",
    STAR,
    [
      ["rotationPeriodSeconds: 86400", "rotationPeriodSeconds: 1800"],
      ["stagedKeys: 7", "stagedKeys: 48"],
    ],
    "rotationPeriodSeconds",
    "195 keys",
  ],
  ["star.keys.clock_error", STAR, [["clockErrorMs: 1000", "clockErrorMs: 1800000"]], "clockErrorMs", "clocks may differ"],
  ["star.keys.canary_site", STAR, [["canary: { site: north,", "canary: { site: nord,"]], "canary", "no such site"],
  ["star.keys.canary_site", STAR, [["canary: { site: north,", "canary: { site: edge,"]], "canary", "holds no keys"],
  ["star.keys.canary_hold", STAR, [["holdSeconds: 600", "holdSeconds: 86400"]], "canary", "make holdSeconds shorter"],
  [
    "star.keys.retention_useless",
    STAR,
    [["clockErrorMs: 1000", "retentionSeconds: 176400\n    clockErrorMs: 1000"]],
    "retentionSeconds",
    "take retentionSeconds out",
  ],
];

describe("checks of a star", () => {
  test.each(CASES)("%s is found, with the line and what to do", (code, text, edits, line, words) => {
    const broken = edited(text, ...edits);
    const found = checkStarText(broken).findings.filter((finding) => finding.code === code);
    expect(found).not.toEqual([]);
    expect(found[0]?.message).toContain(words);
    expect(broken.split("\n")[(found[0]?.line ?? 0) - 1]).toContain(line);
  });

  test("every rule of the list has a document that breaks it", () => {
    expect(checks.map(({ code }) => code).filter((code) => !CASES.some(([broken]) => broken === code))).toEqual([]);
    expect(new Set(checks.map(({ code }) => code)).size).toBe(checks.length);
  });

  test.each([
    ["star", STAR],
    ["multi-cluster", MULTI_CLUSTER],
    ["single-cluster", SINGLE_CLUSTER],
    ["centralized", CENTRALIZED],
    ["embedded", EMBEDDED],
  ])("the example of %s breaks none, not even as a warning", (_, text) => {
    expect(checkStarText(text).findings).toEqual([]);
  });

  test("findings come in the order of lines", () => {
    const broken = edited(STAR, WITNESS, ["https://", "http://"], ["holdDownSeconds: 30", "holdDownSeconds: 5"]);
    const lines = checkStarText(broken).findings.map(({ line }) => line);
    expect(lines).toEqual([lineWith(broken, "publicEndpoint"), lineWith(broken, "west-1"), lineWith(broken, "holdDownSeconds")]);
  });
});
