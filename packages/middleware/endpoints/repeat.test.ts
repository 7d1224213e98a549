import { expect, test } from "vitest";
import { afterFailure, isServerError, needsFreshConnection } from "./repeat.ts";

test.each([
  ["refused", "another node", "another node", "another node"],
  ["local", "another node", "another node", "another node"],
  ["stale", "same node", "same node", "nothing"],
  ["broken", "another node", "another node", "nothing"],
  ["timeout", "another node", "another node", "nothing"],
  ["server_error", "another node", "another node", "nothing"],
] as const)("after %s: a read %s, a login %s, a write %s", (failure, read, login, write) => {
  expect([afterFailure("read", failure), afterFailure("login", failure), afterFailure("write", failure)]).toEqual([
    read,
    login,
    write,
  ]);
});

test("501 is an answer about the request; 500, 502, 503 and 504 are about the node", () => {
  expect([400, 401, 429, 499, 500, 501, 502, 503, 504, 505].filter(isServerError)).toEqual([500, 502, 503, 504]);
});

test("writes, and logins at a stock Keystone, get a connection of their own", () => {
  expect(needsFreshConnection("write", "multisite")).toBe(true);
  expect(needsFreshConnection("login", "stock")).toBe(true);
  expect(needsFreshConnection("login", "multisite")).toBe(false);
  expect(needsFreshConnection("read", "stock")).toBe(false);
});
