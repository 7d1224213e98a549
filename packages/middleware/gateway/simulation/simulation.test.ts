import { describe, expect, test } from "vitest";
import { FAULTS_UNTIL, type Run, type Seen, simulate } from "./run.ts";

const SEEDS = Array.from({ length: 24 }, (_unused, index) => index + 1);
const DURATION_MS = 60_000;

const safe = ({ purpose }: Seen): boolean => purpose !== "write";
const isRight = ({ isWrongPassword, purpose, status }: Seen): boolean =>
  status === (purpose === "read" ? 200 : isWrongPassword ? 401 : 201);

function longestGapMs(seen: readonly Seen[]): number {
  const ends = seen.filter((one) => safe(one) && isRight(one)).map(({ endedMs }) => endedMs);
  ends.sort((left, right) => left - right);
  return Math.max(...ends.map((endMs, index) => endMs - (ends[index - 1] ?? endMs)));
}

/** No write may ever be done twice, whatever fails. */
function writesDoneTwice({ nodes }: Run): string[] {
  const times = new Map<string, number>();
  for (const { writes } of nodes) for (const [id, count] of writes) times.set(id, (times.get(id) ?? 0) + count);
  return [...times].filter(([, count]) => count > 1).map(([id]) => id);
}

function boundsThatMustHold({ engine, seen, slandered }: Run): void {
  const reads = seen.filter(({ purpose }) => purpose === "read").length;
  expect(engine.flights.counts.hedges).toBeLessThanOrEqual(reads * 0.05);
  expect(slandered).toEqual([]);
  expect(engine.flights.underWay).toBe(0);
  expect(engine.pool.members.map(({ inFlight }) => inFlight)).toEqual([0, 0, 0, 0]);
  expect(engine.pool.members.map(({ state }) => state)).toEqual(["up", "up", "up", "up"]);
}

describe("in simulated time, with one node out of order at a time", () => {
  test.each(SEEDS)("seed %i: no read and no login fails, a wrong password is 401, no write is done twice", async (seed) => {
    const run = await simulate({ seed, durationMs: DURATION_MS, perSecond: 25, oneFaultAtATime: true });
    expect(run.seen.length).toBeGreaterThan(1000);
    expect(run.seen.filter((one) => safe(one) && !isRight(one))).toEqual([]);
    // A write is told honestly: done, a node's own refusal, or not known.
    const honest = (one: Seen): boolean => isRight(one) || one.status === 500 || one.why?.startsWith("unknown_write") === true;
    expect(run.seen.filter((one) => !safe(one) && !honest(one))).toEqual([]);
    expect(writesDoneTwice(run)).toEqual([]);
    expect(longestGapMs(run.seen)).toBeLessThan(1000);
    boundsThatMustHold(run);
    // Once all is well, the own site answers again.
    const lateMs = DURATION_MS * FAULTS_UNTIL + 6000;
    const strays = run.leftSiteMs.filter((atMs) => atMs > lateMs && atMs < DURATION_MS).length;
    const late = run.seen.filter(({ startedMs }) => startedMs > lateMs).length;
    expect(strays).toBeLessThan(late * 0.12);
  });
});

describe("in simulated time, whatever falls ill", () => {
  test.each(SEEDS)(
    "seed %i: every request is answered in time, no write is done twice, and all is found well again",
    async (seed) => {
      const settings = { budget: { calls_per_second: 5, burst_calls: 20 } };
      const run = await simulate({ seed, durationMs: DURATION_MS, perSecond: 25, oneFaultAtATime: false, settings });
      for (const { startedMs, endedMs } of run.seen) expect(endedMs - startedMs).toBeLessThanOrEqual(30_020);
      expect(writesDoneTwice(run)).toEqual([]);
      boundsThatMustHold(run);
      // The budget: in no time do more calls leave the site than burst and rate allow.
      const left = run.leftSiteMs;
      for (const [first, fromMs] of left.entries()) {
        for (let last = first; last < left.length; last++) {
          const allowed = 20 + (((left[last] as number) - fromMs) / 1000) * 5 + 1e-6;
          expect(last - first + 1).toBeLessThanOrEqual(allowed);
        }
      }
    },
  );
});
