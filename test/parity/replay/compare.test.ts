import { describe, expect, test } from "vitest";
import type { ParityAnswer } from "../client/types.ts";
import { compareAnswer } from "./compare.ts";
import type { GoldenExchange } from "./exchanges.ts";

const JSON_HEADERS = { "Content-Type": "application/json" };

describe("a recorded answer beside ours", () => {
  test("is the same but for times and the order of lists", () => {
    const recorded = { items: [{ id: "a" }, { id: "b" }], issued_at: "1999" };
    expect(compare(recorded, { items: [{ id: "b" }, { id: "a" }], issued_at: "2026" })).toEqual([]);
  });

  test.each([
    ["a key less", { a: 1, b: 2 }, { a: 1 }, "body.b: missing here"],
    ["a key more", { a: 1 }, { a: 1, b: 2 }, "body.b: only here"],
    ["another type", { a: null }, { a: "" }, "body.a: null there, string here"],
    ["another value", { a: "x" }, { a: "y" }, "body.a: x there, y here"],
    ["an empty list", { a: [1] }, { a: [] }, "body.a: 1 items there, 0 here"],
    ["another item", { a: [1] }, { a: [1, 2] }, "body.a: only here there is an item like 2"],
    ["another type of a time", { issued_at: "1999" }, { issued_at: null }, "body.issued_at: string there, null here"],
    ["another error", { error: { message: "x" } }, { error: { message: "y" } }, "error: x there, y here"],
  ])("shows %s", (_what, recorded, own, difference) => {
    expect(compare(recorded, own)).toEqual([difference]);
  });

  test("shows another status and a missing header", () => {
    expect(compare({}, {}, { status: 201 })).toEqual(["status: 200 there, 201 here: {}"]);
    expect(compare({}, {}, { headers: {} })).toContain("header Content-Type: missing here");
  });
});

function compare(recorded: unknown, own: unknown, change: Partial<ParityAnswer> = {}): string[] {
  const request = { method: "GET", path: "/", headers: {}, body: null };
  const response = { status: 200, headers: JSON_HEADERS, body: recorded };
  const exchange: GoldenExchange = { group: "g", index: 0, name: "n", request, response };
  const headers = { "content-type": "application/json" };
  return compareAnswer(exchange, { status: 200, headers, body: own, text: JSON.stringify(own), ...change });
}
