import { createSimulatedClock, type SimulatedClock } from "@multisite/kernel/clock";
import { openFactStore } from "@multisite/kernel/facts";
import { createSeededRandom } from "@multisite/kernel/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createIdentityFacts, type IdentityFacts } from "../facts/index.ts";
import { addFailures, lockState } from "./lockout.ts";

const ATTEMPTS = 3;
const DURATION_SECONDS = 60;
const LIMITS = { attempts: ATTEMPTS, durationSeconds: DURATION_SECONDS };
const LOCAL = { id: 1, failedAuthCount: 0, failedAuthAt: null };

/** What {@link createPasswordService} does around a hash, at one site. */
function attempt(facts: IdentityFacts, clock: SimulatedClock, isRight: boolean): "locked" | "wrong" | "in" {
  const lock = (): ReturnType<typeof lockState> => lockState(addFailures(LOCAL, facts.failures("u")), LIMITS, clock.nowMs());
  const state = lock();
  if (state === "locked") return "locked";
  if (state === "expired") facts.clearFailures("u", clock.nowMs());
  if (!isRight) {
    facts.recordFailure("u", clock.nowMs(), ATTEMPTS);
    return "wrong";
  }
  if (facts.failures("u").count > 0) facts.clearFailures("u", clock.nowMs());
  return "in";
}

const openSite = (seed: number): IdentityFacts =>
  createIdentityFacts(openFactStore({ path: undefined, random: createSeededRandom(seed) }));

function exchange(sites: readonly IdentityFacts[]): void {
  for (const from of sites) {
    for (const to of sites) to.store.merge(from.store.since(undefined, 1000).facts, 0);
  }
}

const command = fc.oneof(
  fc.record({ kind: fc.constant("wrong" as const), site: fc.nat(1) }),
  fc.record({ kind: fc.constant("right" as const), site: fc.nat(1) }),
  fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 80 }) }),
);

describe("lockout", () => {
  test("sites that hear of each other lock, unlock and forget as one Keystone would", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 30 }), async (commands) => {
        const clock = createSimulatedClock();
        const sites = [openSite(1), openSite(2)];
        // Keystone's two columns, as _is_account_locked and _record_failed_auth keep them.
        let [count, lastMs] = [0, 0];
        for (const step of commands) {
          // Time passes between any two attempts: facts of one millisecond at two sites have no order that a clock could give.
          await clock.advance(step.kind === "wait" ? step.seconds * 1000 : 1);
          if (step.kind === "wait") continue;
          const isRight = step.kind === "right";
          let expected: ReturnType<typeof attempt>;
          if (count >= ATTEMPTS && lastMs + DURATION_SECONDS * 1000 > clock.nowMs()) {
            expected = "locked";
          } else {
            if (count >= ATTEMPTS) count = 0;
            expected = isRight ? "in" : "wrong";
            count = isRight ? 0 : count + 1;
            lastMs = clock.nowMs();
          }
          expect(attempt(sites[step.site] as IdentityFacts, clock, isRight)).toBe(expected);
          exchange(sites);
        }
        for (const site of sites) site.store.close();
      }),
      { numRuns: 60 },
    );
  });

  test("wrong passwords at sites that were apart add up once the sites hear of each other", async () => {
    const clock = createSimulatedClock();
    const sites = [openSite(1), openSite(2)] as const;
    for (const site of sites) {
      for (let tries = 0; tries < 2; tries++) {
        await clock.advance(1);
        expect(attempt(site, clock, false)).toBe("wrong");
      }
    }
    exchange(sites);
    for (const site of sites) expect(attempt(site, clock, true)).toBe("locked");
    await clock.advance(DURATION_SECONDS * 1000);
    expect(attempt(sites[0], clock, true)).toBe("in");
  });

  test("Keystone's columns add to the facts, until a clearing was recorded after them", () => {
    const column = { id: 1, failedAuthCount: 2, failedAuthAt: "2023-11-14 22:00:00" };
    const columnAtMs = Date.UTC(2023, 10, 14, 22);
    const facts = { count: 1, lastAtMs: columnAtMs - 1000, clearedAtMs: undefined };
    expect(addFailures(column, facts)).toEqual({ count: 3, lastAtMs: columnAtMs });
    expect(addFailures(column, { ...facts, clearedAtMs: columnAtMs - 2000 })).toEqual({ count: 3, lastAtMs: columnAtMs });
    expect(addFailures(column, { ...facts, lastAtMs: columnAtMs + 5000, clearedAtMs: columnAtMs })).toEqual({
      count: 1,
      lastAtMs: columnAtMs + 5000,
    });
  });

  test("a lock lasts to the millisecond that Keystone's does", () => {
    const failures = { count: ATTEMPTS, lastAtMs: 1000 };
    expect(lockState(failures, LIMITS, 1000 + 59_999)).toBe("locked");
    expect(lockState(failures, LIMITS, 1000 + 60_000)).toBe("expired");
    expect(lockState({ ...failures, count: ATTEMPTS - 1 }, LIMITS, 1000)).toBe("open");
    expect(lockState(failures, { ...LIMITS, attempts: undefined }, 1000)).toBe("open");
  });

  test("guessing without a lockout does not fill the disk", () => {
    const facts = openSite(1);
    for (let guess = 0; guess < 150; guess++) facts.recordFailure("u", guess, undefined);
    expect(facts.failures("u").count).toBe(100);
    facts.store.close();
  });

  test("what no longer matters is forgotten, what a login needs is not", () => {
    const facts = openSite(1);
    const dayMs = 86_400_000;
    facts.recordFailure("old", 0, 3);
    facts.recordActivity("u", 0);
    facts.recordActivity("u", dayMs);
    expect(facts.useCode("c", 7, 0)).toBe(true);
    expect(facts.useCode("c", 7, 1)).toBe(false);
    facts.recordFailure("new", 39 * dayMs, 3);
    facts.tidy(40 * dayMs);
    expect(facts.failures("old").count).toBe(0);
    expect(facts.failures("new").count).toBe(1);
    expect(facts.lastActiveMs("u")).toBe(dayMs);
    expect(facts.store.since(undefined, 100).facts).toHaveLength(2);
    facts.store.close();
  });
});
