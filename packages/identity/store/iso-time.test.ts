import { describe, expect, test } from "vitest";
import { parseIsoTime } from "./iso-time.ts";
import { fromMicroseconds, isoTime, toMicroseconds } from "./time.ts";

describe("ISO times as oslo reads them", () => {
  test.each([
    ["2027-06-01T00:00:00.000000Z", "2027-06-01T00:00:00.000Z"],
    ["2027-06-01T02:00:00+02:00", "2027-06-01T00:00:00.000Z"],
    ["20110909T233600Z", "2011-09-09T23:36:00.000Z"],
    ["2027-06-01 10:20:30.5", "2027-06-01T10:20:30.500Z"],
    ["2027-06-01", "2027-06-01T00:00:00.000Z"],
  ])("%s is read", (text, expected) => {
    expect(new Date(parseIsoTime(text) ?? Number.NaN).toISOString()).toBe(expected);
  });

  test("microseconds are read and written again", () => {
    const timeMs = parseIsoTime("2026-11-22T23:25:34.509656Z") ?? Number.NaN;
    expect(isoTime(timeMs)).toBe("2026-11-22T23:25:34.509656Z");
    expect(isoTime(fromMicroseconds(toMicroseconds(timeMs)))).toBe("2026-11-22T23:25:34.509656Z");
  });

  test.each(["", "tomorrow", "202706", "2027-02-30T00:00:00Z", "2027-13-01", "2027-01-01T25:00:00Z"])("%s is refused", (text) => {
    expect(parseIsoTime(text)).toBeUndefined();
  });
});
