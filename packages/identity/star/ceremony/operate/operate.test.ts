import { describe, expect, test } from "vitest";
import { decide } from "../decide/index.ts";
import type { CeremonySettings, CeremonyStatement, HeardStatement } from "../types.ts";
import { viewOf } from "../view.ts";
import { emergencyPlan, evictionPlan, isReached, type OperatorPlan } from "./index.ts";

const NAMES = ["east", "west", "north"];
const SETTINGS: CeremonySettings = {
  lifeMs: 3_600_000,
  rotationPeriodMs: 600_000,
  stagedKeys: 2,
  clockErrorMs: 1000,
  canaryHoldMs: 0,
};
const NOW_MS = 1_000_000;
const AT = { reason: "stolen", nowMs: NOW_MS, settings: SETTINGS };

function heard(by: string, statement: CeremonyStatement, operator?: HeardStatement["operator"]): HeardStatement {
  return { by, statement, arrivedAtMs: 0, saidAtMs: 0, ...(operator === undefined ? {} : { operator }) };
}

const created = (keyId: string, generation: number, notBeforeMs: number, purpose: "token" | "credential" = "token") =>
  heard("east", {
    says: "created",
    keyId,
    purpose,
    generation,
    notBeforeMs,
    keyHash: "",
    boxes: Object.fromEntries(NAMES.map((name) => [name, ""])),
  });
const installed = (keyId: string) => NAMES.map((by) => heard(by, { says: "installed", keyId, members: NAMES }));

/** All sign with `old`; `next` is staged and due soon by the slowest clock, `later` is not. */
const FACTS: readonly HeardStatement[] = [
  ...NAMES.map((name) =>
    heard("east", { says: "joined", member: { name, site: name, sealingKey: "", signingKey: "" } }, { is: "root" }),
  ),
  ...NAMES.flatMap((by) =>
    NAMES.filter((member) => member !== by).map((member) => heard(by, { says: "admitted", member, keyIds: ["old"] })),
  ),
  created("old", 1, 0),
  created("next", 2, NOW_MS + 1500),
  created("later", 3, NOW_MS + 600_000),
  ...["old", "next", "later"].flatMap(installed),
  ...NAMES.map((by) => heard(by, { says: "signing", keyId: "old", lifeMs: SETTINGS.lifeMs })),
];

const said = (plan: OperatorPlan): readonly CeremonyStatement[] =>
  plan.acts.flatMap((act) => (act.act === "say" ? [act.statement] : []));
const after = (plan: OperatorPlan): HeardStatement[] => [
  ...FACTS,
  ...said(plan).map((statement) => heard("east", statement, { is: "root" })),
];
const local = (onDisk: readonly string[], isMaker = false) => ({
  onDisk: new Set(onDisk),
  loaded: new Set(onDisk),
  fence: undefined,
  clockErrorMs: 0,
  isMaker,
  isCanary: false,
});

describe("evicting a member", () => {
  test("bars it, discards the staged keys that nobody can sign with yet, and says what stays dangerous for how long", () => {
    const plan = evictionPlan(viewOf("east", FACTS), "north", AT);
    expect(said(plan)).toEqual([
      { says: "evicted", member: "north", reason: "stolen" },
      { says: "condemned", keyId: "later", reason: "north was evicted: stolen" },
    ]);
    expect(plan.consequences.join("\n")).toMatch(/Staged keys that it knows are discarded and made anew: token key later/);
    expect(plan.consequences.join("\n")).toMatch(/old one verifies for 1 h 2 s after the last of them has/);
    expect(plan.consequences.join("\n")).toMatch(/token key next .* may be signed with by now at a site that has not been heard/);
    expect(plan.needsRoot).toBe(false);
  });

  test("nobody starts to sign with a key that it knows; new ones are made without it and signed with at once", () => {
    const facts = after(evictionPlan(viewOf("east", FACTS), "north", AT));
    const far = NOW_MS + 700_000;
    const steps = decide(viewOf("east", facts), local(["old", "next", "later"], true), NOW_MS, SETTINGS);
    expect(decide(viewOf("east", facts), local(["old", "next"]), far, SETTINGS)).not.toContainEqual(
      expect.objectContaining({ do: "sign" }),
    );
    expect(steps).toContainEqual({ do: "remove", keyId: "later" });
    const makes = steps.filter((step) => step.do === "create" && step.purpose === "token");
    expect(makes.map((step) => step.do === "create" && [step.generation, step.notBeforeMs])).toEqual([
      [4, NOW_MS],
      [5, NOW_MS + 600_000],
      [6, NOW_MS + 1_200_000],
    ]);
    const remade: HeardStatement[] = [
      heard("east", {
        says: "created",
        keyId: "new",
        purpose: "token",
        generation: 4,
        notBeforeMs: far,
        keyHash: "",
        boxes: { east: "", west: "" },
      }),
      ...["east", "west"].map((by) => heard(by, { says: "installed" as const, keyId: "new", members: ["east", "west"] })),
    ];
    const next = decide(viewOf("east", [...facts, ...remade]), local(["old", "next", "new"]), NOW_MS, SETTINGS);
    expect(next).toContainEqual({ do: "sign", keyId: "new", lifeMs: SETTINGS.lifeMs });
  });

  test("what its acknowledgement held up goes on: signing at once, removing when what it signed before has expired", () => {
    const arrived = NOW_MS + 5000;
    const facts: HeardStatement[] = [
      ...FACTS,
      ...["east", "west"].map((by) => heard(by, { says: "renounced" as const, keyId: "old" })),
      ...["east", "west"].map((by) => heard(by, { says: "signing" as const, keyId: "next", lifeMs: SETTINGS.lifeMs })),
    ];
    const evicted = { ...heard("east", { says: "evicted", member: "north", reason: "" }, { is: "root" }), arrivedAtMs: arrived };
    const removes = (given: readonly HeardStatement[], nowMs: number): boolean =>
      decide(viewOf("east", given), local(["old", "next"]), nowMs, SETTINGS).some((step) => step.do === "remove");
    expect(removes(facts, 2 ** 45)).toBe(false);
    expect(removes([...facts, evicted], arrived + SETTINGS.lifeMs + 1999)).toBe(false);
    expect(removes([...facts, evicted], arrived + SETTINGS.lifeMs + 2000)).toBe(true);
  });

  test("one that holds an operator's key is for the root to evict; what was said with that key is said again first", () => {
    const south: CeremonyStatement = {
      says: "joined",
      member: { name: "south", site: "south", sealingKey: "", signingKey: "" },
    };
    const facts = [
      ...FACTS,
      heard("east", { says: "operator", member: "west", operatorKey: "key" }, { is: "root" }),
      heard("west", south, { is: "delegated", holder: "west" }),
    ];
    const plan = evictionPlan(viewOf("east", facts), "west", AT);
    expect(plan.needsRoot).toBe(true);
    expect(said(plan).slice(0, 2)).toEqual([south, { says: "evicted", member: "west", reason: "stolen" }]);
  });
});

describe("a key that somebody else may have", () => {
  test("a new one for those that can be reached, then away with it and with what is staged; those that cannot are named", () => {
    const view = viewOf("east", FACTS);
    const plan = emergencyPlan(view, "old", ["west", "east", "stranger"], AT);
    expect(plan.acts).toEqual([
      {
        act: "make",
        step: { do: "create", purpose: "token", generation: 4, notBeforeMs: NOW_MS, emergencyMembers: ["east", "west"] },
      },
      { act: "wait", purpose: "token", members: ["east", "west"], withoutKeyIds: ["old", "next", "later"], atMostMs: 30_000 },
      ...["old", "next", "later"].map((keyId) => ({
        act: "say",
        statement: { says: "condemned", keyId, reason: "stolen" },
      })),
    ]);
    const text = plan.consequences.join("\n");
    expect(text).toMatch(/every living token that east, north, west made with it breaks/);
    expect(text).toMatch(/Not reached: north/);
    const wait = plan.acts[1];
    expect(wait?.act === "wait" && isReached(view, wait)).toBe(false);
    const signing = ["east", "west"].map((by) => heard(by, { says: "signing", keyId: "emergency", lifeMs: 1 }));
    const emergency = created("emergency", 4, 0);
    expect(wait?.act === "wait" && isReached(viewOf("east", [...FACTS, emergency, ...signing]), wait)).toBe(true);
  });

  test("staged keys that are known to be safe take over, and nothing new is made", () => {
    const plan = emergencyPlan(viewOf("east", FACTS), "old", NAMES, { ...AT, keepsStaged: true });
    expect(plan.acts.map((act) => act.act)).toEqual(["say"]);
    const view = viewOf("east", after(plan));
    const steps = decide(view, local(["old", "next", "later"]), NOW_MS, SETTINGS);
    expect(steps).toContainEqual({ do: "sign", keyId: "next", lifeMs: SETTINGS.lifeMs });
    expect(steps).toContainEqual({ do: "remove", keyId: "old" });
  });

  test("a condemned credential key is kept for reading until everything was encrypted anew", () => {
    const credential = [
      created("secret", 1, 0, "credential"),
      ...installed("secret"),
      heard("east", { says: "signing", keyId: "secret", lifeMs: 1 }),
      heard("east", { says: "condemned", keyId: "secret", reason: "" }, { is: "root" }),
    ];
    const removes = (facts: readonly HeardStatement[]): boolean =>
      decide(viewOf("east", facts), local(["old", "secret"]), NOW_MS, SETTINGS).some((step) => step.do === "remove");
    expect(removes([...FACTS, ...credential])).toBe(false);
    expect(removes([...FACTS, ...credential, heard("east", { says: "reencrypted", keyId: "secret" }, { is: "root" })])).toBe(
      true,
    );
  });
});
