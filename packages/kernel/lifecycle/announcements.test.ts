import fc from "fast-check";
import { expect, test } from "vitest";
import { createSimulatedClock } from "../clock/index.ts";
import { createAnnouncements } from "./announcements.ts";

function group(limitMs = 1000) {
  const clock = createSimulatedClock();
  const told: [string, number][] = [];
  const killed: string[] = [];
  const announcements = createAnnouncements<string>({
    clock,
    limitMs,
    tell: (member, id) => told.push([member, id]),
    kill: (member) => killed.push(member),
  });
  return { clock, told, killed, announcements };
}

test("a change is done only when the last member has noticed it", () => {
  const { told, announcements } = group();
  let done = 0;
  announcements.begin(["a", "b"], () => done++);
  announcements.noticed("a", 1);
  announcements.noticed("a", 1);
  expect([told, done]).toEqual([
    [
      ["a", 1],
      ["b", 1],
    ],
    0,
  ]);
  announcements.noticed("b", 1);
  expect(done).toBe(1);
});

test("a change that concerns nobody else is done at once", () => {
  let done = 0;
  group().announcements.begin([], () => done++);
  expect(done).toBe(1);
});

test("a member that does not notice in time is killed, and the change is done only when it has ended", async () => {
  const { clock, killed, announcements } = group(1000);
  let done = 0;
  announcements.begin(["a", "b"], () => done++);
  announcements.noticed("a", 1);
  await clock.advance(999);
  expect(killed).toEqual([]);
  await clock.advance(1);
  expect([killed, done]).toEqual([["b"], 0]);
  announcements.leave("b");
  expect(done).toBe(1);
});

test("in every order of noticing and leaving, each change is done exactly once and never before its last member", () => {
  const step = fc.record({ member: fc.constantFrom("a", "b", "c"), id: fc.integer({ min: 1, max: 3 }), leaves: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { announcements } = group();
      const missing = [1, 2, 3].map(() => new Set(["a", "b", "c"]));
      const done = [0, 0, 0];
      for (const index of [0, 1, 2]) {
        announcements.begin(["a", "b", "c"], () => {
          done[index] = (done[index] ?? 0) + 1;
        });
      }
      for (const { member, id, leaves } of steps) {
        if (leaves) {
          for (const set of missing) set.delete(member);
          announcements.leave(member);
        } else {
          missing[id - 1]?.delete(member);
          announcements.noticed(member, id);
        }
        expect(done).toEqual(missing.map((set) => (set.size === 0 ? 1 : 0)));
      }
    }),
  );
});
