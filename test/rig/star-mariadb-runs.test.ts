import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMariadbReplication, type MariadbReplication } from "../../packages/identity/star/mariadb/follow/index.ts";
import { quickStar } from "../../packages/identity/star/mariadb/follow/testing/document.ts";
import {
  addReplicaRun,
  moveReplicaRun,
  promoteReplicaRun,
  type RunHands,
  removeReplicaRun,
  runHands,
} from "../../packages/identity/star/mariadb/runs/index.ts";
import { openAlarms } from "../../packages/kernel/alarms/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import type { FactBody } from "../../packages/kernel/facts/index.ts";
import {
  openRunJournal,
  planRun,
  type RunKind,
  type RunRecord,
  type RunStep,
  resumeRun,
  startRun,
} from "../../packages/kernel/journal/index.ts";
import { silentLog } from "../../packages/kernel/log/index.ts";
import { createSimulatedPeers } from "../../packages/kernel/peers/index.ts";
import { createSeededRandom } from "../../packages/kernel/random/index.ts";
import { type GtidReplication, startGtidReplication } from "../../rig/gtid-replication.ts";
import { isMariadbInstalled } from "../../rig/mariadb.ts";

const following = { "east-1": undefined, "west-1": "east-1", "north-1": "east-1", "north-2": "west-1", "north-3": undefined };
const replicas = ["north-1", "north-2", "north-3"];

describe.runIf(isMariadbInstalled())("runs over the replicas of a star, ended at every step and resumed", () => {
  const directory = mkdtempSync(join(tmpdir(), "multisite-runs-"));
  const peers = createSimulatedPeers({ clock: systemClock, random: createSeededRandom(1) });
  const agents = new Map<string, MariadbReplication>();
  const journal = openRunJournal(undefined);
  const world = { journal, clock: systemClock, random: createSeededRandom(2) };
  let rig: GtidReplication;
  /** Of an operator at a replica, and of one at a master. */
  let hands: RunHands;
  let masterHands: RunHands;

  beforeAll(async () => {
    rig = await startGtidReplication(following, replicas);
    const master = rig.open("east-1");
    await master.all("CREATE DATABASE keystone");
    await master.all("CREATE DATABASE multisite");
    await master.all("CREATE TABLE keystone.user (id VARCHAR(64) PRIMARY KEY, password_hash TEXT)");
    for (let n = 0; n < 50; n++) await master.all("INSERT INTO keystone.user VALUES (?, 'x')", [`u${n}`]);
    // What a new server has in its log before anybody knows of it is not the star's.
    for (const name of replicas) {
      const links = peers.join({ site: "north", node: name });
      const agent = createMariadbReplication({
        star: quickStar,
        links,
        openLocal: () => rig.open(name),
        openRemote: (node) => rig.open(node),
        sourceOf: (node) => rig.server(node),
        home: mkdtempSync(join(directory, name)),
        clock: systemClock,
        log: silentLog,
        alarms: openAlarms({ path: undefined, clock: systemClock }),
        settings: { tickMs: 100, askMs: 200, answerMs: 1000, returnAfterMs: 600_000, aheadGraceMs: 500 },
      });
      agents.set(name, agent);
      await agent.start();
      if (name === "north-1") hands = runHands({ star: quickStar, clock: systemClock, links, own: agent });
    }
    const atMaster = peers.join({ site: "east", node: "east-1" });
    masterHands = runHands({
      star: quickStar,
      clock: systemClock,
      links: atMaster,
      own: { order: () => Promise.reject(new Error("no agent")) },
    });
  });
  afterAll(async () => {
    await Promise.all([...agents.values()].map((agent) => agent.stop()));
    await rig?.stop();
    rmSync(directory, { recursive: true });
  });

  /** Does a run whose process ends at every step: before it, after it, or in the middle. */
  const survive = async <Input extends FactBody>(kind: RunKind<Input>, input: Input): Promise<RunRecord> => {
    const deaths = new Set(
      kind.steps(input).flatMap(({ name }) => ["before", "middle", "after"].map((when) => `${name} ${when}`)),
    );
    const mortal: RunKind<Input> = { ...kind, steps: (given) => kind.steps(given).map((step) => dying(step, deaths)) };
    let run = await startRun(mortal, input, world);
    for (let life = 1; run.state !== "done" && life < 60; life++) run = await resumeRun(mortal, run.id, world);
    expect(run.steps.map(({ name, state, note }) => [name, state, state === "failed" ? note : undefined])).toEqual(
      kind.steps(input).map(({ name }) => [name, "done", undefined]),
    );
    return run;
  };
  const statusOf = async (name: string) => await agents.get(name)?.status();
  const count = async (name: string): Promise<number> => {
    const [row] = await rig.open(name).all("SELECT COUNT(*) AS n FROM keystone.user");
    return Number(row?.n);
  };

  test("an empty replica is filled, compared and serves", async () => {
    const input = { node: "north-3", master: "east-1" };
    await survive(addReplicaRun(masterHands), input);
    expect(await count("north-3")).toBe(50);
    expect(await statusOf("north-3")).toMatchObject({ state: "running", follows: "east-1" });
    expect((await planRun(addReplicaRun(masterHands), input)).every(({ isDone }) => isDone)).toBe(true);
  });

  test("a replica is moved to the other master and stays there; a dry run says what there is to do and does nothing", async () => {
    const input = { node: "north-1", master: "west-1", alone: false };
    const planned = await planRun(moveReplicaRun(hands), input);
    expect(planned.map(({ name, isDone }) => [name, isDone])).toEqual([
      ["master-ready", true],
      ["sibling-serves", true],
      ["follow", false],
      ["serves", false],
    ]);
    expect((await statusOf("north-1"))?.follows).toBe("east-1");
    await survive(moveReplicaRun(hands), input);
    expect(await statusOf("north-1")).toMatchObject({ state: "running", follows: "west-1" });
  });

  test("from a replica's host nothing is done at another one while a master takes writes", async () => {
    const run = await startRun(removeReplicaRun(hands), { node: "north-3", alone: false }, world);
    expect(run).toMatchObject({ state: "failed" });
    expect(run.steps.find(({ state }) => state === "failed")?.note).toContain("from a master's host");
    expect(await statusOf("north-3")).toMatchObject({ state: "running" });
  });

  test("a replica is removed, and can be taken back; not when nobody else of the site serves", async () => {
    await survive(removeReplicaRun(masterHands), { node: "north-3", alone: false });
    expect(await statusOf("north-3")).toMatchObject({ state: "fenced" });
    expect(agents.get("north-3")?.fence()).toContain("taken out of the star");
    await survive(addReplicaRun(masterHands), { node: "north-3", master: "east-1" });
    expect(agents.get("north-3")?.fence()).toBeUndefined();
  });

  test("no replica is promoted while a master takes writes, or without a reason", async () => {
    const input = { node: "north-1", epoch: 1, replicas, masters: ["east-1", "west-1"] };
    const noReason = await startRun(promoteReplicaRun(hands), { ...input, reason: "" }, world);
    expect(noReason).toMatchObject({ state: "failed" });
    const tooEarly = await startRun(promoteReplicaRun(hands), { ...input, reason: "both master sites burn" }, world);
    expect(tooEarly.steps.find(({ state }) => state === "failed")?.note).toContain("takes writes");
    expect(agents.get("north-1")?.role()).toBe("replica");
  });

  test("with all masters lost a replica is promoted and takes writes, and the others follow it", async () => {
    await Promise.all([rig.server("east-1").crash(), rig.server("west-1").crash()]);
    const input = { node: "north-1", epoch: 1, replicas, masters: ["east-1", "west-1"], reason: "both master sites burn" };
    await survive(promoteReplicaRun(hands), input);
    expect(agents.get("north-1")?.role()).toBe("writer");
    await rig.open("north-1").all("INSERT INTO keystone.user VALUES ('after', 'x')");
    const position = (await agents.get("north-1")?.position()) ?? "";
    for (const name of ["north-2", "north-3"]) {
      expect(await agents.get(name)?.waitFor(position, 10_000)).toBe(true);
      expect(await count(name)).toBe(51);
      expect(await statusOf(name)).toMatchObject({ state: "running", follows: "north-1" });
    }
    // It stays the writer when its server is started again, which its settings make read-only.
    await rig.server("north-1").crash();
    await rig.server("north-1").startAgain();
    await expect.poll(() => agents.get("north-1")?.writesNow(), { timeout: 10_000 }).toBe("here");
    await rig.open("north-1").all("INSERT INTO keystone.user VALUES ('after the restart', 'x')");
  });
});

class ProcessDied extends Error {}

function dying(step: RunStep, deaths: Set<string>): RunStep {
  return {
    ...step,
    async apply() {
      if (deaths.delete(`${step.name} before`)) throw new ProcessDied();
      if (deaths.delete(`${step.name} middle`)) {
        await Promise.race([step.apply(), new Promise((resolve) => setTimeout(resolve, 30))]);
        throw new ProcessDied();
      }
      const note = await step.apply();
      if (deaths.delete(`${step.name} after`)) throw new ProcessDied();
      return note;
    },
  };
}
