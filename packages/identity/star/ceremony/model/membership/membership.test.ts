import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ceremonyGates } from "../../index.ts";
import { type Exploration, explore, textOf } from "../explore.ts";
import { createMembership, type MembershipRules } from "./model.ts";
import { type MembershipState, swapped } from "./records.ts";

const PRODUCT: MembershipRules = { founders: ["a", "b", "c"], joiners: [], evictable: [], gates: ceremonyGates, keysAtFirst: 2 };
const JOINING: Partial<MembershipRules> = { founders: ["a", "b"], joiners: ["c"] };
const AT_ONCE: Partial<MembershipRules> = { founders: ["a"], joiners: ["b", "c"], areInvitedAtOnce: true };

function run(name: string, rules: Partial<MembershipRules>): Exploration {
  const found = explore(createMembership({ ...PRODUCT, ...rules }));
  console.info(textOf(name, found));
  return found;
}

function closed(name: string, rules: Partial<MembershipRules>, atLeast: number): void {
  const found = run(name, rules);
  expect(found.violation).toBeUndefined();
  expect(found.frontier).toBe(0);
  expect(found.states).toBeGreaterThan(atLeast);
}

describe("members that change while two keys are rotated, explored to the end with the product's own rules", () => {
  test("a third member joins two: nobody that serves ever lacks a key that is signed with or has living tokens", () => {
    closed("one joins two", JOINING, 20_000);
  }, 120_000);

  test("two members join at the same time, and hear of each other late: nor then", () => {
    closed("two join one at the same time", AT_ONCE, 200_000);
  }, 300_000);

  test("any one of three is evicted, heard of late, and keys are made without it: nor then, but for what it signs after that", () => {
    closed("one of three is evicted", { evictable: ["a", "b", "c"], keysAtFirst: 1 }, 10_000);
  }, 120_000);
});

describe("the check can fail", () => {
  test("a member that joins and is not told what the others hold", () => {
    const { violation } = run("admit without a list of keys", { ...JOINING, tellsKeys: false });
    expect(violation?.steps).toHaveLength(6);
  }, 60_000);

  test("members that join at the same time and are not told of each other", () => {
    const { violation } = run("admit without naming others", { ...AT_ONCE, tellsMembers: false, isSymmetric: false });
    expect(violation).toBeDefined();
  }, 120_000);
});

describe("what keeps the exploration small loses nothing", () => {
  test("the two that are invited at once are alike: what follows with exchanged names is what followed, with exchanged names", () => {
    const space = createMembership({ ...PRODUCT, ...AT_ONCE, isSymmetric: false });
    const follow = (state: number): number[] => {
      const after = new Set<number>();
      space.next(state, (each) => after.add(each));
      return [...after];
    };
    const exchanged = (state: number): number => space.encode(swapped(space.decode(state)) as MembershipState);
    const inOrder = (states: readonly number[]): number[] => [...new Set(states)].sort((one, other) => one - other);
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 3, maxLength: 20 }), (choices) => {
        let state = space.first;
        for (const choice of choices) {
          const after = follow(state);
          state = after[choice % after.length] ?? state;
        }
        expect(exchanged(exchanged(state))).toBe(state);
        expect(inOrder(follow(exchanged(state)))).toEqual(inOrder(follow(state).map(exchanged)));
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
