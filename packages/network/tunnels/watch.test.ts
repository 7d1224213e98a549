import { expect, test } from "vitest";
import type { TunnelState } from "./types.ts";
import { isDoubted, isFailing, noteTried, type TriedTunnel, type TunnelInUse, tunnelAlarms } from "./watch.ts";

const tunnel = (vtep: string, change: Partial<TunnelInUse> = {}): TunnelInUse => ({
  site: "south",
  vtep,
  isCarrying: true,
  ...change,
});
const A = tunnel("192.0.2.21");

/** Tried so often, with what was found each time. */
function after(one: TunnelInUse, ...states: readonly (TunnelState | undefined)[]): TriedTunnel | undefined {
  let tried: ReadonlyMap<string, TriedTunnel> = new Map();
  states.forEach((state, index) => {
    const probes = state === undefined ? [] : [{ vtep: one.vtep, state, why: `it is ${state}` }];
    tried = noteTried(tried, [one], probes, index);
  });
  return tried.get(one.vtep);
}

test.each(["unreached", "narrow", "refused"] as const)(
  "an endpoint that is %s once is doubted, and twice in a row it fails",
  (state) => {
    const [once, twice] = [after(A, state), after(A, state, state)] as [TriedTunnel, TriedTunnel];
    expect([isDoubted(once), isFailing(once)]).toEqual([true, false]);
    expect([isDoubted(twice), isFailing(twice)]).toEqual([false, true]);
    expect(after(A, state, "reached", state)?.failures).toBe(1);
    expect(after(A, state, state, "reached")?.failures).toBe(0);
  },
);

test("what could not be tried proves nothing; a round that brought no word of an endpoint leaves it as it was", () => {
  expect(after(A, "unknown", "unknown")?.failures).toBe(0);
  expect(after(A, "unreached", "unreached", undefined)).toMatchObject({ failures: 2, triedAtMs: 1 });
});

test("a closed port is wrong only where both ends have a port: before, its host has no tunnel", () => {
  expect(after(tunnel("192.0.2.21", { isCarrying: false }), "refused", "refused")?.failures).toBe(0);
});

test("an endpoint that no port is behind any more is forgotten", () => {
  const before = new Map([["192.0.2.21", after(A, "unreached") as TriedTunnel]]);
  expect(noteTried(before, [], [], 5).size).toBe(0);
});

test("endpoints that fail are one alarm for each site, with what was seen, and none when they are reached again", () => {
  const failing = ["192.0.2.21", "192.0.2.22", "192.0.2.23", "192.0.2.24"].map(
    (vtep) => after(tunnel(vtep), "unreached", "unreached") as TriedTunnel,
  );
  const fine = after(tunnel("192.0.2.25"), "reached") as TriedTunnel;
  const [alarm, ...more] = tunnelAlarms("north", [...failing, fine]);
  expect(more).toEqual([]);
  expect(alarm).toMatchObject({ id: "network.tunnel/north/south", severity: "major", site: "north" });
  expect(alarm?.cause).toMatch(
    /^From north 4 of 5 tunnel endpoints of south .*: 192\.0\.2\.21: it is unreached; .*; and 1 more\./,
  );
  expect(tunnelAlarms("north", [fine])).toEqual([]);
});
