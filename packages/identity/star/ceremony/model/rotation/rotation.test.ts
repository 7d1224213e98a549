import { describe, expect, test } from "vitest";
import { ceremonyGates, type Gates } from "../../index.ts";
import { type Exploration, explore, textOf } from "../explore.ts";
import { createRotation, type RotationRules } from "./model.ts";

const PRODUCT: RotationRules = { keys: 3, gates: ceremonyGates, expired: "who renounced", restore: "none" };

function run(name: string, rules: Partial<RotationRules>): Exploration {
  const found = explore(createRotation({ ...PRODUCT, ...rules }));
  console.info(textOf(name, found));
  return found;
}

describe("the rotation of keys, explored to the end with the product's own rules", () => {
  test("3 members, 3 keys: no member ever lacks a key that is signed with or has living tokens", () => {
    const found = run("D, both gates", {});
    expect(found.violation).toBeUndefined();
    expect(found.frontier).toBe(0);
    expect(found.states).toBeGreaterThan(5000);
  }, 60_000);

  test("3 members, 3 keys, one restored from any backup at any time, even before it could tell what it said last: nor then", () => {
    const found = run("F, both gates, restore with a fence", { restore: "fenced", losesUntold: true });
    expect(found.violation).toBeUndefined();
    expect(found.frontier).toBe(0);
    expect(found.states).toBeGreaterThan(1_000_000);
  }, 300_000);
});

/** Weaker rules; names stay as they are, so that the way tells who did what. */
function violated(name: string, rules: Partial<RotationRules>): number {
  const { violation } = run(name, { ...rules, isSymmetric: false });
  expect(violation).toBeDefined();
  return violation?.steps.length ?? 0;
}

describe("the check can fail: weaker rules are found, with a shortest way", () => {
  const startAtWill: Gates["mayStart"] = () => true;
  /** As Keystone does with its smallest number of keys: the one before the last goes. */
  const removeByCount: Gates["mayRemove"] = () => true;

  test("A: rotate, copy later", () => {
    expect(violated("A, rotate, copy later", { gates: { ...ceremonyGates, mayStart: startAtWill } })).toBe(2);
  });

  test("B: install gate, prune by count", () => {
    const gates = { ...ceremonyGates, mayRemove: removeByCount };
    expect(violated("B, install gate, prune by count", { gates, expired: "none" })).toBe(9);
  });

  test("C: install gate, prune by own expiry", () => {
    const gates = { ...ceremonyGates, mayRemove: removeByCount };
    expect(violated("C, install gate, prune by own expiry", { gates, expired: "own" })).toBe(9);
  });

  test("E: both gates, serving from a backup without a fence", () => {
    expect(violated("E, restore without a fence", { keys: 2, restore: "unfenced" })).toBe(6);
  });
});
