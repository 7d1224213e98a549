import { openFactStore } from "@multisite/kernel/facts";
import { createSeededRandom } from "@multisite/kernel/random";
import { expect, test } from "vitest";
import { createClockWatch } from "./clock-watch.ts";

test("since when a clock is right is counted from when others confirmed it, over restarts too", () => {
  const store = openFactStore({ path: undefined, random: createSeededRandom(1) });
  const at = (clockErrorMs: number | undefined, nowMs: number) => createClockWatch(store).rightSinceMs(clockErrorMs, 1000, nowMs);
  expect(at(undefined, 1)).toBeUndefined();
  expect(at(1000, 2)).toBeUndefined();
  expect(at(1001, 3)).toBe(3);
  // Alone, it cannot know.
  expect(at(undefined, 4)).toBe(4);
  expect(at(5, 5)).toBe(5);
  expect(at(5, 60)).toBe(5);
  expect(at(undefined, 61)).toBe(5);
  expect(at(2000, 70)).toBe(70);
  expect(at(0, 80)).toBe(80);
  expect(at(0, 90)).toBe(80);
});
