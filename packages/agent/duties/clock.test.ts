import { expect, test } from "vitest";
import { clockAlarms } from "./clock.ts";

test("a clock that is further off than the star works with is an alarm; one that nobody can compare is none", () => {
  const north = { site: "north", node: "north-1" };
  expect(clockAlarms(north, 300_000, 1000)).toMatchObject([{ severity: "major", next: "chronyc tracking on north-1" }]);
  expect(clockAlarms(north, 1000, 1000)).toEqual([]);
  expect(clockAlarms(north, undefined, 1000)).toEqual([]);
});
