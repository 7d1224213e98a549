import { expect, test } from "vitest";
import { dueFor, type Patience, type Waiting } from "./due.ts";
import type { Purpose } from "./types.ts";

const patience: Patience = { deadlineMs: 30_000, attemptTimeoutMs: 10_000, connectTimeoutMs: 500, silenceMs: 300 };
const waiting = (elapsedMs: number, changes: Partial<Waiting> = {}): Waiting => ({
  elapsedMs,
  isConnected: true,
  silentMs: elapsedMs,
  p99Ms: 10,
  ...changes,
});

test.each<[Purpose, Waiting, string]>([
  ["read", waiting(299), "nothing"],
  ["read", waiting(300), "silence"],
  ["read", waiting(5000, { silentMs: 299 }), "nothing"],
  ["read", waiting(5000, { silentMs: 300 }), "silence"],
  ["read", waiting(700, { p99Ms: 200 }), "nothing"],
  ["read", waiting(800, { p99Ms: 200 }), "silence"],
  ["login", waiting(1199), "nothing"],
  ["login", waiting(1200), "silence"],
  ["read", waiting(10_000, { silentMs: 1 }), "timeout"],
  ["login", waiting(10_000), "timeout"],
  ["write", waiting(29_000), "nothing"],
  ["write", waiting(499, { isConnected: false }), "nothing"],
  ["write", waiting(500, { isConnected: false }), "no connection"],
  ["read", waiting(500, { isConnected: false }), "no connection"],
])("of a %s with %j is due: %s", (purpose, state, due) => {
  expect(dueFor(purpose, state, patience)).toBe(due);
});
