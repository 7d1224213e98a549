import fc from "fast-check";
import { expect, test } from "vitest";
import { createBudget } from "./budget.ts";

test("property: in any time, never more calls leave the site than burst and rate allow", () => {
  const step = fc.record({ waitMs: fc.nat(400), wanted: fc.nat(30) });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
      (steps, rate, burst) => {
        const budget = createBudget({ callsPerSecond: rate, burstCalls: burst }, 0);
        const taken: number[] = [];
        let nowMs = 0;
        for (const { waitMs, wanted } of steps) {
          nowMs += waitMs;
          for (let call = 0; call < wanted && budget.allows(nowMs); call++) {
            budget.takeCall(nowMs);
            taken.push(nowMs);
          }
        }
        return taken.every((fromMs, first) =>
          taken.slice(first).every((toMs, further) => further + 1 <= burst + ((toMs - fromMs) / 1000) * rate + 1e-6),
        );
      },
    ),
  );
});

test("bytes are paid once they are counted: a large answer closes the budget until its time has passed", () => {
  const budget = createBudget({ callsPerSecond: 1000, burstCalls: 1000, bytesPerSecond: 1000 }, 0);
  budget.takeBytes(4000, 0);
  expect(budget.allows(0)).toBe(false);
  expect(budget.waitMs(0)).toBe(2000);
  expect(budget.allows(2000)).toBe(true);
});

test("no calls at all are a budget too, and a changed limit holds at once", () => {
  const budget = createBudget({ callsPerSecond: 0, burstCalls: 0 }, 0);
  expect(budget.waitMs(0)).toBe(Number.POSITIVE_INFINITY);
  budget.change({ callsPerSecond: 10, burstCalls: 1 });
  expect(budget.waitMs(0)).toBe(100);
});
