import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ceremonyGates, type Gates } from "../index.ts";
import { type Exploration, explore } from "./explore.ts";
import { FIRST, MEMBERS, type ModelRules, nextStates, type State, stepNames, stepNamesKnowing, violationIn } from "./model.ts";

const run = (name: string, rules: ModelRules): Exploration => {
  const found = explore(FIRST, (state) => nextStates(state, rules), violationIn);
  const way =
    found.violation === undefined
      ? "no violation, complete"
      : `${found.violation.what} after: ${found.violation.steps.join("; ")}`;
  console.info(`${name}: ${found.states} states, ${way}`);
  return found;
};

const startAtWill: Gates["mayStart"] = () => true;
/** As Keystone does with its smallest number of keys: the one before the last goes. */
const removeByCount: Gates["mayRemove"] = () => true;

describe("the ceremony, explored to the end with the product's own rules", () => {
  test("no member ever lacks a key that is signed with or has living tokens", () => {
    const found = run("both gates", { gates: ceremonyGates, expired: "who renounced", restore: "none" });
    expect(found.violation).toBeUndefined();
    expect(found.states).toBeGreaterThan(1000);
  }, 60_000);

  test("what a member does that has heard less, the model has it do too: so that hearing late needs no states of its own", () => {
    const rules: ModelRules = { gates: ceremonyGates, expired: "who renounced", restore: "none" };
    const way = fc.array(fc.nat(1000), { minLength: 5, maxLength: 45 });
    fc.assert(
      fc.property(way, fc.constantFrom(...MEMBERS), fc.infiniteStream(fc.boolean()), (choices, member, hearsIt) => {
        let state: State = FIRST;
        for (const choice of choices) {
          const next = nextStates(state, rules);
          state = next[choice % next.length]?.[1] ?? state;
        }
        const known = stepNamesKnowing(state, member, () => hearsIt.next().value === true, rules);
        expect(stepNames(state, member, rules)).toEqual(expect.arrayContaining([...known]));
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test("the check can fail: signing with a key before all have it is found", () => {
    const gates = { ...ceremonyGates, mayStart: startAtWill };
    expect(run("rotate, copy later", { gates, expired: "who renounced", restore: "none" }).violation).toBeDefined();
  });

  test("the check can fail: removing by count is found", () => {
    const gates = { ...ceremonyGates, mayRemove: removeByCount };
    expect(run("install gate, prune by count", { gates, expired: "none", restore: "none" }).violation).toBeDefined();
  });

  test("the check can fail: removing when only one's own tokens have expired is found", () => {
    const gates = { ...ceremonyGates, mayRemove: removeByCount };
    expect(run("install gate, prune by own expiry", { gates, expired: "own", restore: "none" }).violation).toBeDefined();
  });

  test("nor when a member is restored from a backup, and fenced until it has heard of everything and holds what it acknowledged", () => {
    const found = run("both gates, two keys, restore with a fence", {
      gates: ceremonyGates,
      expired: "who renounced",
      keys: 2,
      restore: "fenced",
    });
    expect(found.violation).toBeUndefined();
    expect(found.states).toBeGreaterThan(1000);
  }, 120_000);

  test("the check can fail: a member that serves from a backup without a fence is found", () => {
    expect(
      run("restore without a fence", { gates: ceremonyGates, expired: "who renounced", keys: 2, restore: "unfenced" }).violation,
    ).toBeDefined();
  });
});
