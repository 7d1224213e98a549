import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_RETRY_POLICY, decideRetry, type Ending, mayHaveHappened, parseRetryAfter } from "./retry.ts";

const endings: fc.Arbitrary<Ending> = fc.oneof(
  fc.record({ kind: fc.constant("answer" as const), status: fc.integer({ min: 400, max: 599 }) }),
  fc.constantFrom<Ending>({ kind: "unsent" }, { kind: "unanswered" }, { kind: "refused" }),
);
const attempts = { isRepeatable: true, count: 1, elapsedMs: 0 };

describe("whether to ask again", () => {
  test("what may have been done and may not be done twice is never sent again", () => {
    fc.assert(
      fc.property(endings, fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (ending, count, share) => {
        fc.pre(mayHaveHappened(ending));
        expect(decideRetry(ending, { isRepeatable: false, count, elapsedMs: 0 }, DEFAULT_RETRY_POLICY, share)).toBeUndefined();
      }),
    );
  });

  test("no wait goes beyond the deadline, and none is longer than the policy's longest", () => {
    fc.assert(
      fc.property(
        endings,
        fc.integer({ min: 1, max: 9 }),
        fc.nat(130_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (...drawn) => {
          const [ending, count, elapsedMs, share] = drawn;
          const delayMs = decideRetry(ending, { isRepeatable: true, count, elapsedMs }, DEFAULT_RETRY_POLICY, share) ?? 0;
          expect(elapsedMs + delayMs).toBeLessThanOrEqual(Math.max(elapsedMs, DEFAULT_RETRY_POLICY.deadlineMs));
          expect(delayMs).toBeLessThanOrEqual(DEFAULT_RETRY_POLICY.maxDelayMs);
        },
      ),
    );
  });

  test.each([
    [{ kind: "unsent" }, false, true],
    [{ kind: "answer", status: 429 }, false, true],
    [{ kind: "answer", status: 503 }, false, false],
    [{ kind: "answer", status: 503 }, true, true],
    [{ kind: "answer", status: 500 }, true, false],
    [{ kind: "answer", status: 409 }, true, false],
    [{ kind: "unanswered" }, true, true],
    [{ kind: "refused" }, true, false],
  ] as const)("%j, repeatable: %s -> again: %s", (ending, isRepeatable, again) => {
    const delayMs = decideRetry(ending, { ...attempts, isRepeatable }, DEFAULT_RETRY_POLICY, 0.5);
    expect(delayMs !== undefined).toBe(again);
  });

  test("the wait doubles, half of it left to chance, and is at least what the service asks for", () => {
    const wait = (count: number, share: number): unknown =>
      decideRetry({ kind: "unsent" }, { ...attempts, count }, DEFAULT_RETRY_POLICY, share);
    expect([wait(1, 0), wait(1, 1), wait(2, 1), wait(3, 0)]).toEqual([250, 500, 1000, 1000]);
    const busy = { kind: "answer", status: 503, retryAfterMs: 7000 } as const;
    expect(decideRetry(busy, attempts, DEFAULT_RETRY_POLICY, 0)).toBe(7000);
    expect(decideRetry({ ...busy, retryAfterMs: 500_000 }, attempts, DEFAULT_RETRY_POLICY, 0)).toBeUndefined();
  });

  test("Retry-After is seconds or a date", () => {
    const nowMs = Date.parse("Thu, 26 Nov 2026 12:00:00 GMT");
    expect(parseRetryAfter("3", nowMs)).toBe(3000);
    expect(parseRetryAfter("Thu, 26 Nov 2026 12:00:09 GMT", nowMs)).toBe(9000);
    expect(parseRetryAfter("Thu, 26 Nov 2026 11:00:00 GMT", nowMs)).toBe(0);
    expect(parseRetryAfter("soon", nowMs)).toBeUndefined();
  });
});
