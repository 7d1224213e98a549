import fc from "fast-check";
import { expect, test } from "vitest";
import { durationText, parseDuration } from "./duration.ts";

test.each([
  [0, "0 s"],
  [59.8, "59.8 s"],
  [600, "10 min"],
  [176_400, "2 d 1 h"],
  [-600, "-10 min"],
])("%d seconds read as people say them", (seconds, text) => expect(durationText(seconds)).toBe(text));

test.each([
  ["3600", 3600],
  ["500ms", 0.5],
  ["1.5h", 5400],
  ["2d 1h", 176_400],
  ["7 d", 604_800],
])("%s is understood", (text, seconds) => expect(parseDuration(text)).toBe(seconds));

test.each(["", "soon", "1w", "-1h", "1h and", "h"])("%s is no duration, and not taken for one", (text) =>
  expect(parseDuration(text)).toBeUndefined(),
);

test("what is written is understood as the same, to three units", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_399 }), (seconds) => {
      expect(parseDuration(durationText(seconds))).toBe(seconds);
    }),
  );
});
