import { expect, test } from "vitest";
import { createUnheard } from "./unheard.ts";

test("no more are said to be up than Neutron can tell of, and what nobody tells of counts for a while only", () => {
  const unheard = createUnheard(2, 15_000);
  unheard.said("a", 0);
  expect(unheard.isFull(0)).toBe(false);
  unheard.said("b", 5000);
  expect(unheard.isFull(5000)).toBe(true);
  unheard.heard("a");
  expect(unheard.isFull(5000)).toBe(false);
  unheard.said("c", 6000);
  expect(unheard.isFull(19_999)).toBe(true);
  expect(unheard.isFull(20_000)).toBe(false);
});

test("what is said again counts anew, and a clock that goes back keeps nothing for ever", () => {
  const unheard = createUnheard(2, 15_000);
  unheard.said("a", 0);
  unheard.said("b", 1000);
  unheard.said("a", 14_000);
  unheard.heard("b");
  unheard.said("c", 14_000);
  expect(unheard.isFull(16_000)).toBe(true);
  expect(unheard.isFull(13_000)).toBe(false);
});
