import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ceremonyGates } from "../../index.ts";
import { explore } from "../explore.ts";
import { bitsOf, createDecisions, INSTALLED, MEMBERS, REMOVED, RENOUNCED, SIGNING, withBits, withoutBits } from "./decisions.ts";
import { createRotation, type RotationRules } from "./model.ts";

const RULES: RotationRules = { keys: 3, gates: ceremonyGates, expired: "who renounced", restore: "none", isSymmetric: false };
const ORDERS: readonly (readonly [number, number, number])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/** A state that some way leads to. */
function walk(space: ReturnType<typeof createRotation>, choices: readonly number[]): number {
  let state = space.first;
  for (const choice of choices) {
    const after: number[] = [];
    space.next(state, (each) => after.push(each));
    state = after[choice % after.length] ?? state;
  }
  return state;
}

const way = fc.array(fc.nat(1000), { minLength: 5, maxLength: 45 });

describe("what keeps the exploration small loses nothing", () => {
  const space = createRotation(RULES);

  test("members are alike: what follows with other names is what followed, with other names", () => {
    const follow = (state: number): number[] => {
      const after: number[] = [];
      space.next(state, (each) => after.push(each));
      return [...new Set(after)].sort((one, other) => one - other);
    };
    fc.assert(
      fc.property(way, fc.constantFrom(...ORDERS), (choices, order) => {
        const state = walk(space, choices);
        const renamed = follow(space.renamed(state, order));
        expect(renamed).toEqual(
          [...new Set(follow(state).map((each) => space.renamed(each, order)))].sort((one, other) => one - other),
        );
        expect(space.violationIn(state) === undefined).toBe(space.violationIn(space.renamed(state, order)) === undefined);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test("of all states exactly those that differ in names only are left out", () => {
    const small = createRotation({ ...RULES, isSymmetric: true });
    let likes = 0;
    const reduced = explore(small, (state) => {
      likes += small.likes(state);
    });
    const whole = explore(space);
    console.info(`3 members, 3 keys: ${whole.states} states, ${reduced.states} but for names`);
    expect(likes).toBe(whole.states);
  }, 60_000);

  test("what a member does that has heard less, the exploration has it do too: so that hearing late needs no states of its own", () => {
    const decisions = createDecisions(3, ceremonyGates);
    fc.assert(
      fc.property(way, fc.nat(2), fc.infiniteStream(fc.boolean()), (choices, me, hearsIt) => {
        const members = space.membersOf(walk(space, choices));
        const others = members.filter((_bits, member) => member !== me) as [number, number];
        const heard = others.map((bits) => forget(bits, () => hearsIt.next().value === true)) as [number, number];
        const own = members[me] as number;
        const known = decisions.knowing(MEMBERS[me] as string, own, heard, false);
        expect(decisions.any(own, others, false)).toEqual(expect.arrayContaining([...known]));
      }),
      { numRuns: 1000 },
    );
  }, 60_000);
});

/** Of everything that a member said, what another has heard. */
function forget(member: number, hears: () => boolean): number {
  let bits = member;
  for (let key = 0; key < 3; key++) {
    for (const said of [INSTALLED, SIGNING, RENOUNCED, REMOVED]) {
      if (bitsOf(bits, key) & said && !hears()) bits = withoutBits(bits, key, said);
    }
  }
  return withBits(bits, 0, 0);
}
