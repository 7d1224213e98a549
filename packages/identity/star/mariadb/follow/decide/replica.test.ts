import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasReachedGtid, parseGtidPosition } from "../../sql/index.ts";
import type { ReplicaSeen } from "../types.ts";
import { chooseMaster } from "./choose-master.ts";
import { decideReplica } from "./replica.ts";
import { AT_MS, eastGone, limits, master, replica, server } from "./situations.ts";

const decide = (seen: ReplicaSeen) => decideReplica(seen, limits);
const at = parseGtidPosition;

describe("a replica whose master is gone", () => {
  test("waits for the hold-down, then moves to the other master", () => {
    expect(decide(eastGone(29_000))).toMatchObject({ rule: "masterGone", serves: true });
    expect(decide(eastGone(29_000)).act).toBeUndefined();
    expect(decide(eastGone(30_000))).toMatchObject({ act: { act: "follow", master: "west-1" }, alarm: { severity: "minor" } });
  });

  test("is not fooled by its own applying thread that stands still (scenario 6: false dead master)", () => {
    const stopped = replica({ own: server({}, { sql: false }) });
    expect(decide(stopped)).toMatchObject({ rule: "threadsStopped", act: { act: "start-threads" } });
  });

  test("does not move while the master answers to itself, though its fetching thread does not reach it", () => {
    expect(decide(replica({ own: server({}, { io: "connecting" }) })).act).toBeUndefined();
  });

  test("does not move while its fetching thread runs, though the master does not answer to itself", () => {
    const masters = [master("east-1", { state: "gone", sinceMs: 0 }), master("west-1")];
    expect(decide(replica({ masters })).act?.act).not.toBe("follow");
  });

  test("applies what it has fetched before it moves, and starts the applying thread for that", () => {
    const undrained = { fetched: at("1-10-101"), io: "connecting" } as const;
    const masters = [master("east-1", { state: "gone", sinceMs: 0 }), master("west-1", { position: at("1-10-101") })];
    expect(decide(replica({ masters, own: server({}, undrained) })).act).toBeUndefined();
    expect(decide(replica({ masters, own: server({}, { ...undrained, sql: false }) })).act).toEqual({ act: "start-threads" });
  });

  test("does not move to a master that has less than itself", () => {
    const masters = [master("east-1", { state: "gone", sinceMs: 0 }), master("west-1", { position: at("1-10-99") })];
    const seen = eastGone(60_000, { masters });
    expect(decide(seen)).toMatchObject({ rule: "masterGone", state: "catching-up" });
    expect(decide(seen).act).toBeUndefined();
  });

  test("serves on alone when there is no other master, and says so", () => {
    const masters = ["east-1", "west-1"].map((node) => master(node, { state: "gone", sinceMs: 0 }));
    const decision = decide(eastGone(60_000, { masters }));
    expect(decision).toMatchObject({ serves: true, alarm: { name: "no_master", severity: "major" } });
    expect(decision.act).toBeUndefined();
  });

  test("moves from a master that answers but takes no writes", () => {
    const masters = [master("east-1", { state: "idle", sinceMs: AT_MS - 31_000 }), master("west-1")];
    expect(decide(replica({ masters })).act).toMatchObject({ act: "follow", master: "west-1" });
  });

  test("a delayed one has an hour of changes in its relay log, and moves all the same", () => {
    const own = server({}, { io: "connecting", fetched: at("1-10-100") });
    const late = { ...own, position: at("1-10-50") };
    expect(decide(eastGone(30_000, { isDelayed: true, own: late }))).toMatchObject({ act: { act: "follow" }, serves: false });
  });
});

describe("which master", () => {
  const masters = ["east-1", "west-1", "south-1"].map((node) => master(node));
  const follows = (node: string) => ({ node: "north-2", follows: node, serves: true });

  test("one that no other replica of the site follows, if there is one", () => {
    expect(chooseMaster(replica({ masters, siblings: [follows("west-1")] }), "east-1")?.node).toBe("south-1");
    expect(chooseMaster(replica({ masters: masters.slice(0, 2), siblings: [follows("west-1")] }), "east-1")?.node).toBe("west-1");
  });

  test("else the first in the order of the topology that takes writes", () => {
    expect(chooseMaster(replica({ masters, siblings: [] }), "east-1")?.node).toBe("west-1");
    const idle = [master("east-1"), master("west-1", { state: "idle" }), master("south-1")];
    expect(chooseMaster(replica({ masters: idle, siblings: [] }), "east-1")?.node).toBe("south-1");
  });
});

describe("a replica that has moved", () => {
  test("does not serve before it is compared, whatever else happens", () => {
    const memory = { unverified: "it changed its master" };
    expect(decide(replica({ memory }))).toMatchObject({
      rule: "unverified",
      serves: false,
      act: { act: "verify", master: "east-1" },
    });
    expect(decide(eastGone(60_000, { memory })).serves).toBe(false);
  });

  test("says why it does not serve when the masters are gone before it was compared, and does not say that it goes on", () => {
    const masters = ["east-1", "west-1"].map((node) => master(node, { state: "gone", sinceMs: 0 }));
    const decision = decide(eastGone(60_000, { masters, memory: { unverified: "it has changed its master to west-1" } }));
    expect(decision).toMatchObject({
      serves: false,
      reason: expect.stringContaining("it does not serve, as it has changed its master"),
    });
    expect(decision.alarm?.cause).not.toContain("go on");
  });

  test("goes back to the document's master when that has been there for a while, while its sibling serves", () => {
    const away = (sinceMs: number, serves = true): ReplicaSeen =>
      replica({
        own: server({ follows: "west-1" }),
        masters: [master("east-1", { sinceMs }), master("west-1")],
        siblings: [{ node: "north-2", follows: "west-1", serves }],
      });
    expect(decide(away(AT_MS - 59_000))).toMatchObject({ rule: "well", state: "running" });
    expect(decide(away(AT_MS - 60_000)).act).toMatchObject({ act: "follow", master: "east-1" });
    expect(decide(away(AT_MS - 60_000, false)).act).toBeUndefined();
  });
});

describe("a replica and masters that lost what they acknowledged (scenario 1)", () => {
  test("is held when all masters have had less than it has for a while; it serves, and never follows them", () => {
    const masters = ["east-1", "west-1"].map((node) => master(node, { position: at("1-10-90") }));
    expect(decide(replica({ masters, aheadSinceMs: AT_MS - 9000 })).act).toBeUndefined();
    const decision = decide(replica({ masters, aheadSinceMs: AT_MS - 10_000 }));
    expect(decision).toMatchObject({ state: "held", serves: true, act: { act: "hold", hold: { why: "ahead" } } });
    expect(decision.alarm).toMatchObject({
      severity: "critical",
      next: expect.stringContaining("multisite star replay north-1"),
    });
  });

  test("is held when they have gone on from an earlier state, although the numbers fit again", () => {
    expect(decide(replica({ chain: "forked" }))).toMatchObject({ state: "held", act: { act: "hold" } });
  });

  test("rows that only it has are kept for the operator when all masters were started again; else it is rebuilt", () => {
    const differs = { rows: 3, onlyHere: 1, file: "/somewhere" };
    const verified = { with: "east-1", starts: { "east-1": 5000, "west-1": 5000 } };
    const started = (east: number, west: number) => [
      master("east-1", { startedAtMs: east }),
      master("west-1", { startedAtMs: west }),
    ];
    const both = decide(replica({ masters: started(90_000, 91_000), memory: { differs, verified } }));
    expect(both.act).toMatchObject({ act: "hold", hold: { why: "ahead", file: "/somewhere" } });
    const one = decide(replica({ masters: started(90_000, 5900), memory: { differs, verified } }));
    expect(one.act?.act).toBe("rebuild");
    const missing = { ...differs, onlyHere: 0 };
    expect(decide(replica({ masters: started(90_000, 91_000), memory: { differs: missing, verified } })).act?.act).toBe(
      "rebuild",
    );
  });
});

describe("a replica that is not what it should be", () => {
  test("is set aside when somebody wrote to it (scenario 5), and does not serve", () => {
    const decision = decide(replica({ own: server({ errant: ["21-21-3"] }) }));
    expect(decision).toMatchObject({ state: "fenced", serves: false, act: { act: "hold", hold: { why: "errant" } } });
    expect(decision.alarm?.next).toContain("multisite star rebuild north-1");
  });

  test("is closed at once when it is writable", () => {
    expect(decide(replica({ own: server({ isReadOnly: false }) })).act).toEqual({ act: "set-read-only" });
  });

  test("is rebuilt when a change cannot be applied, or its position is no longer in the master's log; tries again what passes", () => {
    const failed = (errno: number) => replica({ own: server({}, { sql: false, sqlFailure: { errno, text: "" } }) });
    expect(decide(failed(1062))).toMatchObject({ state: "rebuilding", serves: false, act: { act: "rebuild" } });
    expect(decide(failed(1205)).act).toEqual({ act: "start-threads" });
    expect(decide(failed(1114))).toMatchObject({ state: "broken", serves: true });
    expect(decide(failed(1114)).act).toBeUndefined();
    const refused = (errno: number) => replica({ own: server({}, { io: "no", ioFailure: { errno, text: "" } }) });
    expect(decide(refused(1236)).act?.act).toBe("rebuild");
    expect(decide(refused(1593))).toMatchObject({ state: "broken" });
  });

  test("is not rebuilt from a master whose log lacks its position because it lacks the change: it follows one that has it, or waits", () => {
    const own = server({}, { io: "no", ioFailure: { errno: 1236, text: "" } });
    const lacking = (node: string) => master(node, { position: at("1-10-99") });
    expect(decide(replica({ own, masters: [lacking("east-1"), master("west-1")] })).act).toMatchObject({
      act: "follow",
      master: "west-1",
    });
    expect(decide(replica({ own, masters: [lacking("east-1"), lacking("west-1")] })).act).toBeUndefined();
  });

  test("goes on with a rebuild that was interrupted, before anything else", () => {
    const memory = { rebuilding: "it differed", unverified: "it differed" };
    expect(decide(eastGone(60_000, { memory }))).toMatchObject({
      rule: "rebuildUnfinished",
      act: { act: "rebuild" },
      serves: false,
    });
  });

  test("is compared again, serving, when its master's server or its own was started again", () => {
    const masters = [master("east-1", { startedAtMs: 90_000 }), master("west-1")];
    expect(decide(replica({ masters }))).toMatchObject({ serves: true, act: { act: "verify", master: "east-1" } });
    const own = server({ startedAtMs: 90_000 });
    expect(decide(replica({ own }))).toMatchObject({ serves: true, act: { act: "verify", master: "east-1" } });
  });

  test("says that nothing can be read when its server is down", () => {
    expect(decide(replica({ own: undefined }))).toMatchObject({ state: "broken", serves: false });
  });
});

test("whatever is seen: it follows only a master that is ready and has all that it has, after the hold-down, and never serves unverified", () => {
  const state = fc.constantFrom("ready", "idle", "gone", "unasked");
  const position = fc.integer({ min: 95, max: 105 }).map((number) => at(`1-10-${number}`));
  const masterOf = (node: string) =>
    fc
      .record({ state, position, sinceMs: fc.integer({ min: AT_MS - 100_000, max: AT_MS }) })
      .map((change) => master(node, change as never));
  const ownServer = fc
    .record({
      position,
      follows: fc.constantFrom(undefined, "east-1", "west-1"),
      io: fc.constantFrom("yes", "no", "connecting"),
      sql: fc.boolean(),
      fetched: position,
      errant: fc.constantFrom([], ["21-21-1"]),
    })
    .map(({ position: applied, follows, errant, ...slave }) => server({ position: applied, follows, errant }, slave as never));
  const situation = fc.record({
    own: fc.option(ownServer, { nil: undefined }),
    masters: fc.tuple(masterOf("east-1"), masterOf("west-1")),
    memory: fc.record({ unverified: fc.option(fc.constant("moved"), { nil: undefined }) }),
    chain: fc.constantFrom("continues", "forked", "unknown"),
  });
  fc.assert(
    fc.property(situation, (change) => {
      const seen = replica(change as Partial<ReplicaSeen>);
      const decision = decide(seen);
      if (seen.memory.unverified !== undefined || seen.own === undefined) expect(decision.serves).toBe(false);
      if (decision.state !== "running") expect(decision.reason).toBeTruthy();
      if (decision.act?.act !== "follow") return;
      const target = decision.act.master;
      const chosen = seen.masters.find(({ node }) => node === target);
      expect(chosen?.state).toBe("ready");
      expect(hasReachedGtid(chosen?.position ?? at(""), seen.own?.position ?? at(""))).toBe(true);
      expect(seen.own?.errant).toEqual([]);
      const left = seen.masters.find(({ node }) => node === seen.own?.follows);
      const isReturn = target === seen.home;
      if (left !== undefined && !isReturn) expect(AT_MS - left.sinceMs).toBeGreaterThanOrEqual(limits.holdDownMs);
    }),
    { numRuns: 2000 },
  );
});
