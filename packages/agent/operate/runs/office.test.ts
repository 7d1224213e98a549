import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NodeLook, type Order, parseStar, starExamples, starHome } from "@multisite/identity/star";
import { systemClock } from "@multisite/kernel/clock";
import { silentLog } from "@multisite/kernel/log";
import { createSimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { expect, onTestFinished, test, vi } from "vitest";
import { createOperatorRuns, type OperatorRuns } from "./office.ts";

const star = parseStar(starExamples.star, "star.yaml");
const random = createSeededRandom(1);

/** A replica that obeys: north-1 of the example, as the orders of a run see it. */
function createReplica() {
  const now = { follows: "east-1", pinned: null as string | null, obeys: true, orders: [] as string[], epoch: 0 };
  const look = (): NodeLook => ({
    report: {
      node: "north-1",
      follows: now.follows,
      serves: true,
      state: "following",
      reason: null,
      position: "1-10-42",
      mark: null,
      promotion: now.epoch === 0 ? null : { node: "north-2", epoch: now.epoch, domain: 5, position: "", reason: "before" },
    },
    server: { isReadOnly: true, follows: now.follows, io: "Yes", sql: true, isDrained: true, ownDomain: 7 },
    masters: ["east-1", "west-1"].map((node) => ({ node, state: "ready", forMs: 1000, hasAll: true })),
    hold: null,
    isRebuilding: false,
    isVerified: true,
    pinned: now.pinned,
  });
  const order = async (asked: Order): Promise<NodeLook> => {
    now.orders.push(asked.order);
    if (asked.order === "stand-behind" && now.obeys) {
      now.follows = asked.master;
      now.pinned = asked.master;
    }
    return look();
  };
  return { now, order };
}

function begin(replica: ReturnType<typeof createReplica> | undefined = createReplica()) {
  const directory = mkdtempSync(join(tmpdir(), "multisite-office-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const peers = createSimulatedPeers({ clock: systemClock, random });
  const open = (order: typeof replica.order | undefined): OperatorRuns =>
    createOperatorRuns(
      {
        document: { current: () => star, take() {} },
        home: starHome(directory),
        links: peers.join({ site: "north", node: "north-1" }),
        replication: { ...(order === undefined ? {} : { order }) } as Parameters<typeof createOperatorRuns>[0]["replication"],
        clock: systemClock,
        random,
        log: silentLog,
      },
      () => {
        throw new Error("no networks here");
      },
    );
  return { replica, open: () => open(replica.order), openEmbedded: () => open(undefined) };
}

const MOVE = { node: "north-1", master: "west-1", alone: true };
const ended = (runs: OperatorRuns, id: string) => vi.waitFor(() => expect(runs.get(id).isLive).toBe(false), 5000);

test("a dry run says what is done already and orders nothing; the run itself moves the replica, step by step in the journal", async () => {
  const { replica, open } = begin();
  const runs = open();
  const plan = await runs.plan("move-replica", MOVE);
  expect(plan.steps.map(({ name, isDone }) => [name, isDone])).toEqual([
    ["master-ready", true],
    ["sibling-serves", true],
    ["follow", false],
    ["serves", false],
  ]);
  expect(new Set(replica.now.orders)).toEqual(new Set(["look"]));
  const { id, isLive } = await runs.start("move-replica", MOVE);
  expect(isLive).toBe(true);
  await ended(runs, id);
  expect(runs.get(id)).toMatchObject({ kind: "star.move-replica", state: "done", input: MOVE });
  expect(replica.now.follows).toBe("west-1");
  expect(runs.list().map((run) => run.id)).toEqual([id]);
  await runs.close();
});

test("one run at a time; one whose agent was stopped is resumed by the next agent and does not begin anew", async () => {
  const { replica, open } = begin();
  replica.now.obeys = false;
  const first = open();
  const { id } = await first.start("move-replica", MOVE);
  await vi.waitFor(() => expect(replica.now.orders).toContain("stand-behind"));
  await expect(first.start("move-replica", MOVE)).rejects.toMatchObject({ code: "agent.run.busy" });
  await expect(first.resume(id)).rejects.toMatchObject({ code: "agent.run.busy" });
  first.interrupt();
  await first.close();

  replica.now.obeys = true;
  const second = open();
  expect(second.get(id)).toMatchObject({ state: "failed", isLive: false });
  expect(second.get(id).steps[2]?.note).toBe("The agent was stopped; resume the run.");
  await second.resume(id);
  await ended(second, id);
  expect(second.get(id).state).toBe("done");
  expect(second.list()).toHaveLength(1);
  await expect(second.resume("star.move-replica-none")).rejects.toMatchObject({ code: "kernel.journal.unknown" });
  await second.close();
});

test("what the document does not have is refused before anything is journaled", async () => {
  const runs = begin().open();
  const refused = { code: "agent.run.input" };
  await expect(runs.start("move-replica", { ...MOVE, node: "east-1" })).rejects.toMatchObject(refused);
  await expect(runs.start("move-replica", { ...MOVE, master: "north-2" })).rejects.toMatchObject(refused);
  await expect(runs.start("add-site", { site: "nowhere" })).rejects.toMatchObject(refused);
  await expect(runs.plan("promote-replica", { node: "north-1", reason: "short" })).rejects.toMatchObject({
    code: "agent.reason",
  });
  await expect(runs.plan("release", { node: "east-1", reason: "short" })).rejects.toMatchObject({ code: "agent.reason" });
  await expect(runs.plan("rebuild", { node: "east-1" })).rejects.toMatchObject(refused);
  expect(runs.list()).toEqual([]);
  await runs.close();
});

test("rows are written again only to a master that has set itself aside because it lost them", async () => {
  const runs = begin().open();
  await expect(runs.plan("replay", { node: "north-1", prefer: "other" })).rejects.toThrow("has set itself aside");
  // The operator may name the master: then the replica is found.
  const plan = await runs.plan("replay", { node: "east-1", prefer: "other" });
  expect(plan.input).toMatchObject({ from: "north-1", master: "east-1", otherMasters: ["west-1"] });
  await runs.close();
});

test("a promotion counts more than every one before that any node knows of", async () => {
  const { replica, open } = begin();
  replica.now.epoch = 3;
  const runs = open();
  const plan = await runs.plan("promote-replica", { node: "north-1", reason: "both masters burnt down" });
  expect(plan.input).toMatchObject({ epoch: 4, masters: ["east-1", "west-1"] });
  await runs.close();
});

test("what may split a star is done only when its name was typed", async () => {
  const runs = begin().open();
  const typed = { node: "east-1", reason: "west burnt down, the vote is off" };
  const refused = { code: "agent.run.input", message: expect.stringContaining("--confirm telco") };
  await expect(runs.start("declare-primary", typed)).rejects.toMatchObject(refused);
  await expect(runs.start("declare-primary", { ...typed, confirm: "another" })).rejects.toMatchObject(refused);
  await expect(runs.start("promote-replica", { ...typed, node: "north-1" })).rejects.toMatchObject(refused);
  expect(runs.list()).toEqual([]);
  const { consequences } = await runs.plan("declare-primary", typed);
  expect(consequences.join("\n")).toContain("The arbitrator");
  await runs.close();
});

test("on the embedded engine each run names the command that there is instead", async () => {
  const runs = begin().openEmbedded();
  await expect(runs.start("promote-replica", {})).rejects.toMatchObject({
    code: "agent.run.engine",
    message: expect.stringContaining("multisite star takeover"),
  });
  await expect(runs.plan("add-replica", {})).rejects.toThrow("multisite site join");
  expect(runs.list()).toEqual([]);
  await runs.close();
});
