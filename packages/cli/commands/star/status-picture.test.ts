import type { KeyStatus, NodeStatus, SeenNode, StarStatus } from "@multisite/identity/star";
import { expect, test } from "vitest";
import { statusPicture } from "./status-picture.ts";

const keys = (waitsFor?: string): readonly KeyStatus[] =>
  (["token", "receipt", "credential"] as const).map((purpose, index) => ({
    purpose,
    signing: `${index}f2a9c01`,
    stagedKeys: 7,
    retiringKeys: index,
    waitsFor: purpose === "receipt" ? waitsFor : undefined,
  }));

function seen(site: string, node: string, role: NodeStatus["role"], more: Partial<NodeStatus> = {}): SeenNode {
  const status: NodeStatus = {
    site,
    node,
    role,
    version: "0.1.0",
    generation: 4,
    replication: { engine: "mariadb", position: "1-10-123456789,101-21-17", lagMs: 1250, state: "running" },
    writes: role === "master" ? "here" : "unavailable",
    fence: undefined,
    keys: keys(),
    verifiers: 2,
    clockErrorMs: 2,
    certificateExpiresAtMs: 90 * 86_400_000,
    heardAtMs: 0,
    alarms: [],
    ...more,
  };
  return { site, node, role, status };
}

const status: StarStatus = {
  star: { name: "telco", generation: 4, mode: "star", engine: "mariadb" },
  askedAt: { site: "north", node: "north-1" },
  atMs: 1000,
  nodes: [
    seen("east", "east-1", "master", { keys: keys("Signing with 0064ac49 waits for west-1.") }),
    { site: "west", node: "west-1", role: "master", status: undefined, reason: "no route" },
    seen("north", "north-1", "replica", { keys: keys("Signing with 0064ac49 waits for west-1.") }),
    seen("north", "north-2", "replica", {
      replication: { engine: "mariadb", follows: "east-1", position: "1-10-1", lagMs: 5200, state: "catching-up" },
    }),
  ],
  verdict: { health: "degraded", line: "Site west cannot be reached from here.", next: "multisite star status" },
};
const tableOf = (text: string): readonly string[] => {
  const lines = text.split("\n");
  const from = lines.findIndex((line) => line.startsWith("SITE"));
  return lines.slice(from, lines.indexOf("", from));
};

test("whoever is no screen gets everything, and no text is cut", () => {
  const text = statusPicture(status, { color: false, columns: undefined });
  expect(tableOf(text)[0]).toMatch(/ROLE .*POSITION .*TOKEN KEY .*RECEIPT KEY .*CREDENTIAL KEY .*DOCUMENT +VERSION +ALARMS$/);
  expect(text).toContain("1-10-123456789,101-21-17");
  expect(text).toMatch(/^east .*0f2a9c01 \+7 -0 .*1f2a9c01 \+7 -1 .*2f2a9c01 \+7 -2/m);
  expect(text).not.toContain("not shown");
  expect(text).not.toContain("…");
});

test.each([80, 100, 120])(
  "a table on a screen of %i columns fits, keeps what matters most, and says what is left out",
  (columns) => {
    const text = statusPicture(status, { color: false, columns });
    const table = tableOf(text);
    for (const line of table) expect(line.length, line).toBeLessThanOrEqual(columns);
    expect(table[0]).toMatch(/^SITE +NODE .*STATE .*WRITES .*LAG .*ALARMS$/);
    expect(table.filter((line) => /catching-up|not reached/.test(line))).toHaveLength(2);
    const below = table.slice(1 + status.nodes.length).join(" ");
    const shownAndSaid = `${table[0]?.toLowerCase()} ${below}`;
    for (const heading of ["role", "position", "token key", "receipt key", "credential key", "clock", "document", "version"])
      expect(shownAndSaid).toContain(heading);
    expect(below).toMatch(/^not shown: .*version \(--wide or -o json shows all\)$/);
  },
);

test("what keys of any purpose wait for is said on every screen, once for all nodes that wait for the same", () => {
  for (const columns of [undefined, 80]) {
    expect(statusPicture(status, { color: false, columns })).toContain(
      "\nkeys     receipt: Signing with 0064ac49 waits for west-1. (east-1, north-1)\n",
    );
  }
});
