import fc from "fast-check";
import { expect, test } from "vitest";
import { createHedgeAllowance, hedgeDelayMs } from "./hedge.ts";
import { createLatency } from "./latency.ts";

test("property: never more than their share of all reads are hedged, however they come", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 2000 }), (wishes) => {
      const allowance = createHedgeAllowance(() => ({ share: 0.05, burst: 10 }));
      let hedges = 0;
      return wishes.every((wish, index) => {
        allowance.earn();
        if (wish && allowance.take()) hedges++;
        return hedges <= (index + 1) * 0.05 + 1e-6;
      });
    }),
  );
});

test("what was not used in quiet times allows a burst, and no more", () => {
  const allowance = createHedgeAllowance(() => ({ share: 0.05, burst: 10 }));
  for (let request = 0; request < 10_000; request++) allowance.earn();
  let hedges = 0;
  while (allowance.take()) hedges++;
  expect(hedges).toBe(10);
});

test("the delay is the node's own p99, once enough is measured", () => {
  const settings = { share: 0.05, burst: 10, leastDelayMs: 20, leastSamples: 50, unknownDelayMs: 1000 };
  expect(hedgeDelayMs(40, 49, settings)).toBe(1000);
  expect(hedgeDelayMs(40, 50, settings)).toBe(40);
  expect(hedgeDelayMs(2, 50, settings)).toBe(20);
});

test("property: a quantile is never below what was measured, and at most a fifth above it", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.2, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 300 }), (values) => {
      const latency = createLatency();
      for (const value of values) latency.note(value);
      const sorted = values.toSorted((left, right) => left - right);
      return [0.5, 0.99, 1].every((share) => {
        const exact = sorted[Math.ceil(sorted.length * share) - 1] as number;
        const found = latency.quantileMs(share);
        return found >= exact * (1 - 1e-9) && found <= exact * 1.2 * (1 + 1e-9);
      });
    }),
  );
});

test("what was measured two windows ago is forgotten", () => {
  const latency = createLatency();
  latency.note(500);
  latency.turn();
  expect(latency.quantileMs(0.99)).toBeGreaterThan(400);
  latency.note(1);
  latency.turn();
  expect(latency.quantileMs(0.99)).toBeLessThan(2);
});
