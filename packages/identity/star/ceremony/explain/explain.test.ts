import { describe, expect, test } from "vitest";
import type { CeremonySettings, CeremonyStatement, HeardStatement, KeyPurpose } from "../types.ts";
import { viewOf } from "../view.ts";
import { type ExplainLocal, explainKeys, explanationLines, keyStatus } from "./index.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = 100 * HOUR_MS;
const SETTINGS: CeremonySettings = {
  lifeMs: 2 * HOUR_MS,
  rotationPeriodMs: 24 * HOUR_MS,
  stagedKeys: 1,
  clockErrorMs: 1000,
  canaryHoldMs: 0,
};
const SITES = { "east-1": "east", "west-1": "west", "north-1": "north", "north-2": "north" };
const NAMES = Object.keys(SITES);
const ROOT = { operator: { is: "root" as const } };

function heard(by: string, statement: CeremonyStatement, arrivedAtMs = 0): HeardStatement {
  return { by, statement, arrivedAtMs, saidAtMs: arrivedAtMs };
}
const byRoot = (statement: CeremonyStatement): HeardStatement => ({ ...heard("east-1", statement), ...ROOT });

const created = (keyId: string, generation: number, notBeforeMs: number, purpose: KeyPurpose = "token") =>
  heard(
    "east-1",
    {
      says: "created",
      keyId,
      purpose,
      generation,
      notBeforeMs,
      keyHash: "",
      boxes: Object.fromEntries(NAMES.map((name) => [name, ""])),
    },
    NOW_MS - 50 * HOUR_MS,
  );
const all = (says: "installed" | "signing" | "renounced", keyId: string, names = NAMES, arrivedAtMs = 0): HeardStatement[] =>
  names.map((by) => {
    if (says === "installed") return heard(by, { says, keyId, members: NAMES }, arrivedAtMs);
    return says === "signing"
      ? heard(by, { says, keyId, lifeMs: 2 * HOUR_MS }, arrivedAtMs)
      : heard(by, { says, keyId }, arrivedAtMs);
  });

const FOUNDED: readonly HeardStatement[] = [
  ...Object.entries(SITES).map(([name, site]) =>
    byRoot({ says: "joined", member: { name, site, sealingKey: "", signingKey: "" } }),
  ),
  ...NAMES.flatMap((by) =>
    NAMES.filter((member) => member !== by).map((member) => heard(by, { says: "admitted", member, keyIds: [] })),
  ),
  created("11111111-now", 1, 0),
  ...all("installed", "11111111-now"),
  ...all("signing", "11111111-now"),
];
const NEXT = "22222222-next";

const local = (more: Partial<ExplainLocal> = {}): ExplainLocal => {
  const onDisk = more.onDisk ?? new Set(["11111111-now", NEXT]);
  return { onDisk, loaded: onDisk, fence: undefined, clockErrorMs: 5, isMaker: false, isCanary: false, ...more };
};
const explain = (facts: readonly HeardStatement[], more: Partial<ExplainLocal> = {}, settings = SETTINGS) => {
  const view = viewOf("east-1", [...FOUNDED, ...facts]);
  const explanation = explainKeys(view, local(more), settings, NOW_MS);
  const token = explanation.purposes[0];
  return {
    explanation,
    token,
    next: token?.keys.find(({ keyId }) => keyId === NEXT)?.next,
    now: token?.keys.find(({ shortId }) => shortId === "11111111"),
    lines: explanationLines(explanation),
    status: keyStatus(view, local(more), settings, NOW_MS)[0],
  };
};

describe("why the next key is not signed with", () => {
  test("its time has not come: it comes by itself, and nothing waits", () => {
    const { next, status, lines } = explain([created(NEXT, 2, NOW_MS + HOUR_MS), ...all("installed", NEXT)]);
    expect(next).toEqual({ phase: "signing", because: [], heldUpBy: [], atMs: NOW_MS + HOUR_MS, ifForced: [] });
    expect(lines.join("\n")).toContain("to be signed with: by itself in 1 h");
    expect(status).toEqual({ purpose: "token", signing: "11111111", stagedKeys: 1, retiringKeys: 0, waitsFor: undefined });
  });

  test("a member has not acknowledged it: who, of which site, since when, when it was last heard, and what would break", () => {
    const facts = [created(NEXT, 2, NOW_MS - HOUR_MS), ...all("installed", NEXT, ["east-1", "west-1", "north-1"])];
    const { next, status, lines } = explain(facts, { heardFrom: new Map([["north-2", NOW_MS - 3 * HOUR_MS]]) });
    expect(next?.heldUpBy).toEqual([
      {
        member: "north-2",
        site: "north",
        lacks: "has not acknowledged it",
        sinceMs: NOW_MS - 50 * HOUR_MS,
        lastHeardMs: NOW_MS - 3 * HOUR_MS,
      },
    ]);
    expect(next?.ifForced).toEqual(["Tokens that are made with it would be refused at north-2 (north)."]);
    expect(status?.waitsFor).toBe("Signing with 22222222 waits for north-2.");
    expect(lines).toContain("  22222222  generation 2  installed at east, north (north-1), west; absent at north (north-2)");
    expect(lines).toContain(
      "      to be signed with: waits for north-2 (north), which has not acknowledged it, for 2 d 2 h; last heard 3 h ago",
    );
    expect(lines).toContain("      to be signed with: as soon as they have");
  });

  test.each<[string, Partial<ExplainLocal>, RegExp]>([
    ["it is not on the disk", { onDisk: new Set(["11111111-now"]) }, /its box was not opened/],
    ["a process has not loaded it", { loaded: new Set(["11111111-now"]) }, /one of its verifying processes has not loaded it/],
  ])("this node itself holds it up: %s", (_, more, words) => {
    const others = NAMES.filter((name) => name !== "east-1");
    const { next } = explain([created(NEXT, 2, 0), ...all("installed", NEXT, others)], more);
    expect(next?.heldUpBy).toMatchObject([{ member: "east-1", lacks: expect.stringMatching(words) }]);
  });

  test.each<[string, HeardStatement[], Partial<ExplainLocal>, RegExp]>([
    [
      "an operator holds it",
      [byRoot({ says: "held", keyId: NEXT, reason: "not tonight" })],
      {},
      /An operator holds it: not tonight/,
    ],
    [
      "an evicted member knows it",
      [byRoot({ says: "evicted", member: "north-2", reason: "stolen" })],
      {},
      /evicted member knows it/,
    ],
    ["it is condemned", [byRoot({ says: "condemned", keyId: NEXT, reason: "seen" })], {}, /condemned: seen/],
    ["this node is fenced", [], { fence: "It was restored." }, /only listens: It was restored/],
    ["its clock is wrong", [], { clockErrorMs: 90_000 }, /clock may be 90000 ms off/],
    [
      "another member is not there yet",
      [byRoot({ says: "joined", member: { name: "south-1", site: "south", sealingKey: "", signingKey: "" } })],
      {},
      /waits for south-1 \(south\), which has not acknowledged it/,
    ],
    ["it was evicted", [byRoot({ says: "evicted", member: "east-1", reason: "by mistake" })], {}, /was evicted: by mistake/],
  ])("%s, and that is said", (_, facts, more, words) => {
    const { lines } = explain([created(NEXT, 2, 0), ...all("installed", NEXT), ...facts], more);
    expect(lines.join("\n")).toMatch(words);
  });

  test("this node is new and was not taken in yet", () => {
    const view = viewOf("north-2", [...FOUNDED.filter(({ statement }) => statement.says !== "admitted"), created(NEXT, 2, 0)]);
    const lines = explanationLines(explainKeys(view, local(), SETTINGS, NOW_MS));
    expect(lines.join("\n")).toContain("This node waits to be taken in by east-1, north-1, west-1.");
  });

  test("no key is made ahead", () => {
    expect(explain([]).status?.waitsFor).toBe("0 of 1 keys are made ahead; a master makes them.");
    expect(explain([], { isMaker: true }).status?.waitsFor).toContain("this node makes them");
  });
});

describe("why a former key is still kept", () => {
  const rotated = [created(NEXT, 2, 0), ...all("installed", NEXT)];
  const at = NOW_MS - HOUR_MS;

  test("a member may still sign with it", () => {
    const others = ["east-1", "west-1", "north-1"];
    const { now, status } = explain([
      ...rotated,
      ...all("signing", NEXT, others, at),
      ...all("renounced", "11111111-now", others, at),
    ]);
    expect(now?.next).toMatchObject({
      phase: "removed",
      heldUpBy: [{ member: "north-2", lacks: "has not given it up", sinceMs: at }],
      ifForced: ["Tokens that were made with it would be refused here, up to 2 h after they were made."],
    });
    expect(status).toMatchObject({ signing: "22222222", retiringKeys: 1, waitsFor: "Removing 11111111 waits for north-2." });
  });

  test("its tokens live: until when, and nothing waits", () => {
    const { now, status } = explain([
      ...rotated,
      ...all("signing", NEXT, NAMES, at),
      ...all("renounced", "11111111-now", NAMES, at),
    ]);
    expect(now?.next).toMatchObject({ heldUpBy: [], atMs: at + 2 * HOUR_MS + 2000 });
    expect(status?.waitsFor).toBe("0 of 1 keys are made ahead; a master makes them.");
  });

  test("credentials are still encrypted with it", () => {
    const view = viewOf("east-1", [
      ...FOUNDED,
      ...["c1", "c2"].flatMap((keyId, index) => [
        created(keyId, index + 1, 0, "credential"),
        ...all("installed", keyId),
        ...all("signing", keyId, NAMES, at),
      ]),
      ...all("renounced", "c1", NAMES, 0),
    ]);
    const [, , credential] = explainKeys(view, local(), SETTINGS, NOW_MS).purposes;
    expect(credential?.keys[0]?.next).toMatchObject({
      because: ["Credentials may be encrypted with it yet: multisite keys reencrypt, on the host of a master."],
      atMs: undefined,
      ifForced: ["Credentials that are encrypted with it could never be read again."],
    });
  });
});

test("a star of a hundred sites stays readable", () => {
  const names = Array.from({ length: 100 }, (_, index) => `n${index}`);
  const facts: HeardStatement[] = [
    ...names.map((name) => byRoot({ says: "joined", member: { name, site: name, sealingKey: "", signingKey: "" } })),
    created("11111111-now", 1, 0),
    ...names.slice(0, 70).map((by) => heard(by, { says: "installed" as const, keyId: "11111111-now", members: names })),
  ];
  const lines = explanationLines(explainKeys(viewOf("n0", facts), local(), SETTINGS, NOW_MS));
  expect(lines.every((line) => line.length < 200 || line.includes("taken in by"))).toBe(true);
  expect(lines.join("\n")).toContain("installed at 70 of 100 sites; absent at 30 of 100 sites");
  expect(lines.join("\n")).toContain("waits for 22 more");
});
