import { expect, test } from "vitest";
import { clockErrorBoundMs } from "./clock-error.ts";

const reading = (offsetMs: number, readAtMs = 0) => ({ node: `n${offsetMs}`, offsetMs, uncertaintyMs: 2, readAtMs });

test("the node whose clock is minutes off finds itself, and the others do not take themselves for wrong", () => {
  const minutes = 300_000;
  expect(clockErrorBoundMs([reading(minutes), reading(minutes + 1), reading(minutes - 1)], 0)).toBe(minutes + 2);
  expect(clockErrorBoundMs([reading(-minutes), reading(1), reading(-1)], 0)).toBe(3);
});

test("nothing is known of a clock while nobody is heard, or after a long silence", () => {
  expect(clockErrorBoundMs([], 0)).toBeUndefined();
  expect(clockErrorBoundMs([reading(1, 0)], 3_600_000)).toBeUndefined();
});
