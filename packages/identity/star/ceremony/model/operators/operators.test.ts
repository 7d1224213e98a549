import { describe, expect, test } from "vitest";
import { type Exploration, explore, textOf } from "../explore.ts";
import { created, createOperators, judgeCondemned, type ModelKey, type Operation, type OperatorRules } from "./model.ts";

const condemn = (keyId: string, ...notAfter: string[]): Operation => ({
  name: `condemn ${keyId}`,
  statement: { says: "condemned", keyId, reason: "" },
  notAfter,
});
const activate = (keyId: string, ...notAfter: string[]): Operation => ({
  name: `activate ${keyId}`,
  statement: { says: "activated", keyId },
  notAfter,
});
const hold = (keyId: string): Operation => ({ name: `hold ${keyId}`, statement: { says: "held", keyId, reason: "" } });
/** By a host that has not heard of the other part's. */
const make = (key: ModelKey, by: "a" | "c", other: string): Operation => ({
  name: `make ${key.keyId}`,
  statement: created(key, 0),
  by,
  notAfter: [`make ${other}`],
});

function run(name: string, rules: OperatorRules): Exploration {
  const found = explore(createOperators(rules));
  console.info(textOf(name, found));
  return found;
}

function closed(name: string, rules: OperatorRules, atLeast: number): void {
  const found = run(name, rules);
  expect(found.violation).toBeUndefined();
  expect(found.frontier).toBe(0);
  expect(found.states).toBeGreaterThan(atLeast);
}

/** The star is in two parts, a with b and c alone; each condemns the key that all sign with, and makes one of its own. */
function emergency(first: number, second: number, resolution: readonly Operation[]): OperatorRules {
  const one = { keyId: "e1", generation: first, emergencyMembers: ["a", "b"] };
  const other = { keyId: "e2", generation: second, emergencyMembers: ["c"] };
  return {
    keys: [{ keyId: "1", generation: 1 }, one, other],
    operations: [condemn("1"), make(one, "a", "e2"), make(other, "c", "e1"), ...resolution],
    judge: judgeCondemned,
    mayNotHold(member, keyId, said) {
      const isMade = said.has("make e1") && said.has("make e2");
      if (!isMade || [...said].some((name) => resolution.some((operation) => operation.name === name))) return false;
      return (member === "c" && keyId === "e1") || (member === "a" && keyId === "e2");
    },
  };
}

describe("an emergency in a star of two parts, explored to the end with the product's own rules", () => {
  test.each([
    [2, 2],
    [2, 3],
    [3, 2],
  ])(
    "two keys that were made apart (generations %i and %i) are never merged by themselves, and the condemned one is gone wherever it is heard",
    (first, second) => {
      closed(`emergency ${first} ${second}`, emergency(first, second, []), 10_000);
    },
    120_000,
  );

  test("an operator who activates one of the two, or condemns it, is heard; nobody lacks what its part was promised", () => {
    for (const resolution of [activate("e1"), condemn("e2")]) {
      const rules = { ...emergency(2, 2, [resolution]), heardAtFirst: ["condemn 1"] };
      closed(`emergency, then ${resolution.name}`, rules, 1000);
    }
  }, 240_000);
});

const STAGED: OperatorRules = {
  keys: [
    { keyId: "1", generation: 1 },
    { keyId: "2", generation: 2 },
    { keyId: "3", generation: 3 },
  ],
  operations: [hold("2"), activate("2"), condemn("1")],
  judge(view, steps, onDisk) {
    const held = view.keys.filter((key) => key.heldReason !== undefined && key.activatedAtMs === undefined);
    const started = steps.find((step) => step.do === "sign" && held.some(({ keyId }) => keyId === step.keyId));
    if (started !== undefined) return `${view.me} starts to sign with a key that is held`;
    return judgeCondemned(view, steps, onDisk);
  },
};

describe("keys that operators hold, activate and condemn, explored to the end with the product's own rules", () => {
  test("nobody starts to sign with a held key, nor uses a condemned one; and sound keys are never missed", () => {
    closed("2 keys, hold, activate, condemn", { ...STAGED, keys: STAGED.keys.slice(0, 2) }, 20_000);
    closed("3 keys, condemn", { ...STAGED, operations: [condemn("1")] }, 10_000);
    closed("3 keys, hold, activate", { ...STAGED, operations: [hold("2"), activate("2")] }, 10_000);
  }, 240_000);
});

describe("the check can fail", () => {
  test("members that take over whatever was sealed for them", () => {
    const rules: OperatorRules = {
      ...emergency(2, 2, []),
      alter: (view, steps, onDisk) => [
        ...steps,
        ...view.keys
          .filter((key) => key.emergencyMembers !== undefined && !onDisk.has(key.keyId))
          .map(({ keyId }) => ({ do: "install" as const, keyId })),
      ],
    };
    expect(run("emergency keys merge", rules).violation).toBeDefined();
  }, 60_000);

  test("members that keep a condemned key until its tokens have expired", () => {
    const rules: OperatorRules = {
      ...emergency(2, 2, []),
      alter: (view, steps) =>
        steps.filter((step) => step.do !== "remove" || view.keys.find(({ keyId }) => keyId === step.keyId)?.renounced.size === 3),
    };
    expect(run("condemned keys stay", rules).violation).toBeDefined();
  }, 60_000);

  test("members to whom an emergency goes before a hold", () => {
    const rules: OperatorRules = {
      ...STAGED,
      alter: (view, steps) =>
        view.keys.some(({ condemnedReason }) => condemnedReason !== undefined)
          ? [...steps, { do: "sign" as const, keyId: "2", lifeMs: 1 }]
          : steps,
    };
    expect(run("hold is overruled", rules).violation).toBeDefined();
  }, 60_000);
});
