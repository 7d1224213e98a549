import { describe, expect, test } from "vitest";
import { type Exploration, explore, textOf } from "../explore.ts";
import { type ClockRules, createClocks } from "./model.ts";

const PRODUCT: ClockRules = { members: 2, lifeUnits: 2, errorUnits: 1 };

function run(name: string, rules: Partial<ClockRules>): Exploration {
  const found = explore(createClocks({ ...PRODUCT, ...rules }));
  console.info(textOf(name, found));
  return found;
}

function closed(name: string, rules: Partial<ClockRules>, atLeast: number): void {
  const found = run(name, rules);
  expect(found.violation).toBeUndefined();
  expect(found.frontier).toBe(0);
  expect(found.states).toBeGreaterThan(atLeast);
}

describe("clocks that are wrong, explored to the end with the product's own rules", () => {
  test("within the bound: no member removes the key of a token that its own clock may take for valid", () => {
    closed("margin of twice the error", {}, 20_000);
  }, 60_000);

  test("one clock out of bounds for a while: it waits, and when it is right again it counts from then", () => {
    closed("a clock out of bounds", { lifeUnits: 1, wild: { errorUnits: 2, guard: "whole" } }, 10_000);
  }, 120_000);

  test("clocks that are set back by as much as the bound allows need four times the error: they have to be slewed", () => {
    closed("clocks that are set back, margin of four times the error", { areSlewed: false, marginUnits: 4 }, 20_000);
    expect(run("clocks that are set back, margin of twice the error", { areSlewed: false }).violation).toBeDefined();
  }, 60_000);
});

describe("the check can fail", () => {
  test("without a margin, and with one of a single error", () => {
    expect(run("no margin", { marginUnits: 0 }).violation?.steps).toHaveLength(5);
    expect(run("margin of one error", { marginUnits: 1 }).violation?.steps).toHaveLength(6);
  }, 60_000);

  test("a clock that is out of bounds and not noticed, or forgotten as soon as it is right again", () => {
    expect(run("no guard", { wild: { errorUnits: 2, guard: "none" } }).violation).toBeDefined();
    expect(run("guard that forgets", { wild: { errorUnits: 2, guard: "forgets that it was wrong" } }).violation).toBeDefined();
  }, 60_000);
});
