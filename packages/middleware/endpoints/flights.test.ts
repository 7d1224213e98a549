import { describe, expect, test } from "vitest";
import { createBudget } from "./budget.ts";
import type { AttemptResult, FlightResult } from "./flight.ts";
import { createFlights, type FlightSettings } from "./flights.ts";
import { createPool } from "./pool.ts";
import type { Purpose } from "./types.ts";

const settings: FlightSettings = {
  deadlineMs: 30_000,
  attemptTimeoutMs: 10_000,
  connectTimeoutMs: 500,
  silenceMs: 300,
  hedge: { share: 0, burst: 0, leastDelayMs: 20, leastSamples: 50, unknownDelayMs: 1000 },
};
const health = { probeEveryMs: 1000, backOffMs: 250, backOffMaxMs: 5000, calmMs: 60_000, serverErrorLimit: 5 };

/** Nodes whose answers the test gives by hand, at a time that it sets; the first stands in the own site. */
function setUp(names: readonly string[] = ["own", "far"]) {
  let nowMs = 0;
  const monotonicMs = (): number => nowMs;
  const addresses = names.map((site, index) => ({ site, url: `http://${site}`, isOwnSite: index === 0 }));
  const pool = createPool(addresses, { monotonicMs, health: () => health });
  const started: { readonly url: string; readonly isFresh: boolean; readonly done: (result: AttemptResult<string>) => void }[] =
    [];
  let isConnected = true;
  const flights = createFlights<string, string>({
    pool,
    monotonicMs,
    budget: createBudget({ callsPerSecond: 100, burstCalls: 100 }, 0),
    settings: () => settings,
    start: ({ address }, _request, { fresh }, done) => {
      started.push({ url: address.url, isFresh: fresh, done });
      return { isConnected: () => isConnected, cancel: () => {} };
    },
  });
  const results: FlightResult<string>[] = [];
  return {
    pool,
    flights,
    started,
    results,
    begin: (purpose: Purpose) => flights.begin("request", purpose, (result) => results.push(result)),
    disconnect: () => {
      isConnected = false;
    },
    /** Lets time pass with a sweep every 10 ms, or with none until its end. */
    pass(forMs: number, isStalled = false) {
      for (let passed = 0; passed < forMs; passed += 10) {
        nowMs += 10;
        if (!isStalled) flights.sweep();
      }
      if (isStalled) flights.sweep();
    },
  };
}

describe("flights", () => {
  test("a node that answers nobody is suspect, and its reads go elsewhere", () => {
    const { pool, started, results, begin, pass } = setUp();
    begin("read");
    pass(310);
    expect(pool.members[0]?.state).toBe("suspect");
    expect(started.map(({ url }) => url)).toEqual(["http://own", "http://far"]);
    started[1]?.done({ kind: "answer", status: 200, answer: "far" });
    started[0]?.done({ kind: "answer", status: 200, answer: "too late" });
    expect(results).toMatchObject([{ kind: "answer", answer: "far" }]);
  });

  test("a stall of the gateway's own process blames no node", () => {
    const { pool, started, begin, pass } = setUp();
    begin("read");
    pass(2000, true);
    started[0]?.done({ kind: "answer", status: 200, answer: "own" });
    pass(10);
    expect(pool.members[0]?.state).toBe("up");
    expect(started).toHaveLength(1);
  });

  test("a login stays with a silent node until a probe has found it gone, then goes elsewhere", () => {
    const { pool, flights, started, begin, pass } = setUp();
    begin("login");
    pass(2000);
    expect([pool.members[0]?.state, started.length]).toEqual(["suspect", 1]);
    flights.abandon(pool.members[0] as never);
    expect(started.map(({ url }) => url)).toEqual(["http://own", "http://far"]);
  });

  test("a write is never abandoned: it ends with its answer or at its deadline, and then it is not known whether it was done", () => {
    const { pool, flights, started, results, begin, pass } = setUp();
    begin("write");
    flights.abandon(pool.members[0] as never);
    pass(29_990);
    expect([started.length, results.length]).toEqual([1, 0]);
    pass(10);
    expect(results).toMatchObject([{ kind: "none", why: "unknown_write" }]);
  });

  test("a write without a connection in time goes elsewhere, over a connection of its own", () => {
    const { started, begin, pass, disconnect } = setUp();
    disconnect();
    begin("write");
    pass(500);
    expect(started.map(({ url, isFresh }) => [url, isFresh])).toEqual([
      ["http://own", true],
      ["http://far", true],
    ]);
  });

  test("what this host cannot do is no failure of the node", () => {
    const { pool, started, begin } = setUp();
    begin("read");
    started[0]?.done({ kind: "failure", failure: "local", reason: "EMFILE" });
    expect(pool.members[0]).toMatchObject({ state: "up", counts: { failures: 0 } });
    expect(started).toHaveLength(2);
  });

  test("an answer that says only that its node cannot is given when no other node can either", () => {
    const { started, results, begin } = setUp();
    begin("read");
    started[0]?.done({ kind: "answer", status: 503, answer: "first" });
    started[1]?.done({ kind: "failure", failure: "refused", reason: "ECONNREFUSED" });
    expect(results).toMatchObject([{ kind: "answer", answer: "first" }]);
  });

  test("a request after which three nodes broke is not given to a fourth: it may be the cause", () => {
    const { started, results, begin } = setUp(["a", "b", "c", "d", "e"]);
    begin("read");
    started[0]?.done({ kind: "failure", failure: "refused", reason: "ECONNREFUSED" });
    for (const index of [1, 2, 3]) started[index]?.done({ kind: "failure", failure: "broken", reason: "ECONNRESET" });
    expect(started).toHaveLength(4);
    expect(results).toMatchObject([{ kind: "none", why: "no_node" }]);
  });

  test("what is given up leaves nothing in flight, and late answers are nobody's", () => {
    const { pool, flights, started, results, begin } = setUp();
    begin("read")();
    started[0]?.done({ kind: "answer", status: 200, answer: "late" });
    expect([results.length, flights.underWay, pool.members[0]?.inFlight]).toEqual([0, 0, 0]);
  });
});
