import { expect, test } from "vitest";
import { formatGtidPosition, hasReachedGtid, parseGtidPosition, withoutDomain } from "./gtid.ts";

test("a position is read and written as MariaDB writes it, in the order of the domains", () => {
  expect(formatGtidPosition(parseGtidPosition("101-10-3, 1-10-42"))).toBe("1-10-42,101-10-3");
  expect(formatGtidPosition(parseGtidPosition(""))).toBe("");
});

test("of two changes of a domain the later one is the position, whichever server made it", () => {
  expect(formatGtidPosition(parseGtidPosition("1-10-42,1-11-43"))).toBe("1-11-43");
});

test("a position is reached when each domain is, and never by a domain that is not there", () => {
  const position = parseGtidPosition("1-10-42,7-7-1");
  expect(hasReachedGtid(position, parseGtidPosition("1-10-42"))).toBe(true);
  expect(hasReachedGtid(position, parseGtidPosition("1-12-41,7-7-1"))).toBe(true);
  expect(hasReachedGtid(position, parseGtidPosition("1-10-43"))).toBe(false);
  expect(hasReachedGtid(position, parseGtidPosition("2-10-1"))).toBe(false);
  expect(hasReachedGtid(position, parseGtidPosition(""))).toBe(true);
});

test("sequences beyond what a double holds are told apart", () => {
  const position = parseGtidPosition("1-10-18446744073709551614");
  expect(hasReachedGtid(position, parseGtidPosition("1-10-18446744073709551615"))).toBe(false);
});

test("a node's own domain can be left out, as nobody else ever reaches it", () => {
  expect(formatGtidPosition(withoutDomain(parseGtidPosition("1-10-42,101-10-3"), 101))).toBe("1-10-42");
});

test("what is no position is refused, not taken for an empty one", () => {
  expect(() => parseGtidPosition("mysql-bin.000001:42")).toThrow("Not a GTID");
});
