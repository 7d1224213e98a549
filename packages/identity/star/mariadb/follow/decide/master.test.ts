import { describe, expect, test } from "vitest";
import { parseGtidPosition } from "../../sql/index.ts";
import type { MasterNodeSeen } from "../types.ts";
import { decideMaster } from "./master.ts";
import { AT_MS, limits, master, masterNode } from "./situations.ts";

const decide = (seen: MasterNodeSeen) => decideMaster(seen, limits);
const back = { memory: { unverified: "it was away" }, backSinceMs: AT_MS - 60_000 };

test("a master of the part with the majority takes writes", () => {
  expect(decide(masterNode())).toMatchObject({ state: "running", serves: true, writes: "here" });
});

describe("a master without the majority (scenario 7: split brain)", () => {
  const alone = (forMs: number, others = [master("west-1", { state: "gone" })]) =>
    masterNode({ others, minoritySinceMs: AT_MS - forMs }, { isPrimary: false, ready: false });

  test("takes no writes, answers reads, and never makes itself the primary part", () => {
    const decision = decide(alone(600_000));
    expect(decision).toMatchObject({ serves: true, writes: "unavailable", alarm: { name: "no_majority", severity: "critical" } });
    expect(decision.act).toBeUndefined();
    expect(decision.alarm?.next).toContain("multisite star declare-primary east-1");
  });

  test("says nothing before the hold-down (scenario 8), and less when another master takes writes", () => {
    expect(decide(alone(29_000)).alarm).toBeUndefined();
    expect(decide(alone(31_000, [master("west-1")]))).toMatchObject({ writes: "forward", alarm: { severity: "major" } });
  });
});

describe("a master that its cluster has thrown out", () => {
  const out = { state: "Inconsistent", isPrimary: false, ready: false } as const;

  test("does not serve, and is started again while another master takes writes", () => {
    const decision = decide(masterNode({}, out));
    expect(decision).toMatchObject({ rule: "thrownOut", serves: false, writes: "forward", alarm: { severity: "major" } });
    expect(decision.alarm?.next).toContain("systemctl restart");
  });

  test("is no reason to promote anybody when all are thrown out: the cluster is begun anew, without the old arbitrator", () => {
    const decision = decide(masterNode({ others: [master("west-1", { state: "idle" })] }, out));
    expect(decision).toMatchObject({ serves: false, writes: "unavailable", alarm: { severity: "critical" } });
    expect(decision.alarm?.next).toContain("arbitrator");
  });
});

describe("a master that comes back reconciles before it serves (scenario 9)", () => {
  test("while it takes in what it missed it does not serve", () => {
    expect(decide(masterNode({}, { state: "Joining", ready: false }))).toMatchObject({ serves: false, writes: "forward" });
  });

  test("it is compared with the other master first", () => {
    expect(decide(masterNode(back))).toMatchObject({
      serves: false,
      writes: "forward",
      act: { act: "verify", master: "west-1" },
    });
  });

  test("it stays out when it differs from the other master", () => {
    const memory = { unverified: "it was away", differs: { rows: 2, onlyHere: 0, file: "/somewhere" } };
    expect(decide(masterNode({ ...back, memory }))).toMatchObject({
      serves: false,
      act: { act: "hold", hold: { file: "/somewhere" } },
    });
  });

  const noOther = { others: [master("west-1", { state: "gone" as const })] };

  test("alone it asks replicas; when they have nothing that it lacks, it takes writes", () => {
    const replicas = [{ node: "north-1", position: parseGtidPosition("1-10-100") }];
    expect(decide(masterNode({ ...back, ...noOther, replicas })).act).toMatchObject({ act: "accept" });
  });

  test("nobody answers: it waits a while, then takes writes all the same", () => {
    expect(decide(masterNode({ ...back, ...noOther, backSinceMs: AT_MS - 1000 })).act).toBeUndefined();
    expect(decide(masterNode({ ...back, ...noOther })).act).toMatchObject({ act: "accept" });
  });

  test("replicas have what it lacks (scenario 1): no writes, which would get the numbers of the lost ones", () => {
    const replicas = [{ node: "north-1", position: parseGtidPosition("1-10-105") }];
    expect(decide(masterNode({ ...back, replicas, backSinceMs: AT_MS - 1000 }))).toMatchObject({
      rule: "replicasAhead",
      writes: "forward",
    });
    const decision = decide(masterNode({ ...back, ...noOther, replicas }));
    expect(decision).toMatchObject({
      state: "held",
      serves: true,
      writes: "unavailable",
      act: { act: "hold", hold: { why: "lost" } },
    });
  });
});

test("a master that finds another node promoted is fenced (scenario 8), until that is rebuilt from it", () => {
  const promotion = { node: "north-1", epoch: 2, domain: 102, position: "1-10-100", reason: "both sites burn" };
  const decision = decide(masterNode({ promotion }));
  expect(decision).toMatchObject({ state: "fenced", serves: false, act: { act: "hold", hold: { why: "superseded" } } });
  expect(decide(masterNode({ promotion, node: "north-1" })).rule).toBe("well");
});
