import { afterAll, beforeAll, expect, test } from "vitest";
import { declarePrimaryRun, mastersOf } from "../../packages/identity/star/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { openRunJournal, planRun, startRun } from "../../packages/kernel/journal/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { starPackages } from "../../rig/debian/packages.ts";
import { smallStar } from "../../rig/star/documents.ts";
import { type StarRig, startStarRig } from "../../rig/star/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { type Agents, startAgents } from "./star-campaign/agents.ts";
import { checkStar } from "./star-campaign/checker.ts";
import { until } from "./star-campaign/until.ts";
import { startWriters, type Writers } from "./star-campaign/writers.ts";

const say = (line: string): void => console.log(line);
/** Ten times what was measured. */
const BOUND = 120_000;

describeReal("a star on real MariaDB repairs itself under load", starPackages, () => {
  let rig: StarRig;
  let agents: Agents;
  let writers: Writers;

  beforeAll(async () => {
    rig = await startStarRig({ say, star: { ...smallStar(), holdDownSeconds: 5 } });
    agents = await startAgents(rig, { tickMs: 500, askMs: 1000, returnAfterMs: 5000 }, `${rig.directory}/agents.log`);
    await settled();
    writers = startWriters(
      rig,
      mastersOf(rig.star).map(({ node }) => node.name),
      10,
    );
  });
  afterAll(async () => {
    await writers?.stop();
    await agents?.stop();
    await rig?.remove();
  });

  const statuses = () =>
    Promise.all(
      agents
        .all()
        .map(async ({ name, replication, states }) => ({ name, ...(await replication.status()), state: states.at(-1) })),
    );
  const wait = (what: string, isSo: () => Promise<boolean>) => until(what, isSo, { timeoutMs: BOUND, explain: statuses });
  const east1 = () => agents.agent("east-1");
  const statusOf = async (name: string) => agents.agent(name).replication.status();
  const isRunning = async (name: string) => (await statusOf(name)).state === "running";
  const settled = async (): Promise<number> =>
    wait("all nodes run behind their own masters", async () => {
      for (const { name } of agents.all()) if (!(await isRunning(name))) return false;
      return (await statusOf("north-1")).follows === "east-1" && (await statusOf("north-2")).follows === "west-1";
    });

  test("a master is killed: its replica moves to the other one and is compared; it comes back, reconciles, and takes writes", async () => {
    await rig.node("east-1").kill();
    const movedMs = await wait(
      "north-1 serves behind west-1",
      async () => (await statusOf("north-1")).follows === "west-1" && (await isRunning("north-1")),
    );
    await rig.node("east-1").start();
    const settledMs = await settled();
    say(
      `moved and compared after ${(movedMs / 1000).toFixed(1)} s (hold-down 5 s), all as before ${(settledMs / 1000).toFixed(1)} s after the start`,
    );
    expect(agents.agent("east-1").states.map(({ writes }) => writes)).toContain("forward");
    expect(agents.agent("north-1").states.some(({ fence }) => fence?.includes("compared with west-1"))).toBe(true);
  });

  test("a replica is killed and comes back; the other one serves its site", async () => {
    await rig.node("north-2").kill();
    await wait("north-2 is fenced", async () => agents.agent("north-2").states.at(-1)?.fence !== undefined);
    expect(agents.agent("north-1").states.at(-1)?.fence).toBeUndefined();
    await rig.node("north-2").start();
    await settled();
  });

  test("the arbitrator is killed: nothing else happens, and it comes back", async () => {
    const before = agents.all().map(({ states }) => states.length);
    await rig.node("north-vote").kill();
    await new Promise((resolve) => setTimeout(resolve, 8000));
    expect(agents.all().map(({ states }) => states.length)).toEqual(before);
    await rig.node("north-vote").start();
  });

  test("a master that alone is cut off is not made a second cluster, whoever asks: the other one and the arbitrator go on", async () => {
    const east = agents.agent("east-1");
    const others = ["west-1", "north-1", "north-2"];
    const galera = async (isolated: 0 | 1): Promise<void> => {
      const connection = rig.access("east-1").openLocal();
      await connection.all(`SET GLOBAL wsrep_provider_options = 'gmcast.isolate=${isolated}'`);
      await connection.close();
    };
    const ask = (node: string, order: Parameters<Agents["order"]>[1]) => agents.order(node, order);
    const refused = (says: string, unheard: boolean) =>
      expect(ask("east-1", { order: "declare-primary", unheard })).rejects.toMatchObject({
        code: "identity.star.mariadb.refused",
        message: expect.stringContaining(says),
      });
    for (const other of others) agents.cut("east-1", other);
    await galera(1);
    await wait("east-1 sees no other master, and says so", async () =>
      east.alarms.active().some(({ id }) => id === "star.mariadb.no_majority/east-1"),
    );
    await refused("--unheard", false);
    // One replica can be asked again: it sees that the other master goes on.
    agents.healAll();
    for (const other of ["west-1", "north-2"]) agents.cut("east-1", other);
    await wait("north-1 serves behind west-1", async () => (await statusOf("north-1")).follows === "west-1");
    await refused("north-1 sees that west-1 takes writes", true);
    const hands = { star: () => rig.star, clock: systemClock, ask };
    const world = { journal: openRunJournal(undefined), clock: systemClock, random: systemRandom };
    const input = { node: "east-1", reason: "the operator is wrong about the others", unheard: true };
    const [, alone] = await planRun(declarePrimaryRun(hands), input);
    expect(alone?.whyNot).toContain("takes writes");
    expect(await startRun(declarePrimaryRun(hands), input, world)).toMatchObject({ state: "failed" });
    expect(east.states.at(-1)?.writes).not.toBe("here");
    await galera(0);
    agents.healAll();
    await settled();
  });

  test("a captured replica that says it was promoted moves nobody while the masters live", async () => {
    const captured = agents.agent("north-2");
    const promotion = { node: "north-2", epoch: 99, domain: 99, position: "", reason: "a forged report of the test" };
    const forged = await captured.replication.order({ order: "look" });
    await expect(agents.orderFrom("north-2", "north-1", { order: "promotion", promotion })).rejects.toMatchObject({
      message: expect.stringContaining("master's host"),
    });
    agents.lie("north-2", { ...forged.report, promotion });
    // Whoever looks around: a master that comes back, and the replica that has lost it meanwhile.
    await rig.node("east-1").kill();
    await wait("north-1 serves behind west-1", async () => (await statusOf("north-1")).follows === "west-1");
    await rig.node("east-1").start();
    await wait("east-1 takes writes again", async () => east1().states.at(-1)?.writes === "here");
    for (const name of ["east-1", "west-1", "north-1"]) {
      const { report, hold } = await agents.order(name, { order: "look" });
      expect({ name, promotion: report.promotion, hold }).toEqual({ name, promotion: null, hold: null });
    }
    await expect(
      agents.orderFrom("north-2", "north-1", { order: "rebuild", because: "a captured node says so" }),
    ).rejects.toThrow("master's host");
    agents.lie("north-2", undefined);
    await settled();
  });

  test("a master that has lost the others for good goes on by an operator's word, and they join it when they are back", async () => {
    const east = agents.agent("east-1");
    const isAlone = () => east.alarms.active().some(({ id }) => id === "star.mariadb.no_majority/east-1");
    await Promise.all([rig.node("west-1").kill(), rig.node("north-vote").kill()]);
    await wait("east-1 takes no writes, and says so", async () => isAlone());
    const ask = (node: string, order: Parameters<Agents["order"]>[1]) => agents.order(node, order);
    const hands = { star: () => rig.star, clock: systemClock, ask };
    const world = { journal: openRunJournal(undefined), clock: systemClock, random: systemRandom };
    const input = { node: "east-1", reason: "the test has killed the others", unheard: false };
    const run = await startRun(declarePrimaryRun(hands), input, world);
    expect(run.steps.map(({ name, state }) => [name, state])).toEqual([
      ["answers", "done"],
      ["alone", "done"],
      ["declared", "done"],
    ]);
    expect(east.states.at(-1)?.writes).toBe("here");
    await rig.node("west-1").start();
    await rig.node("north-vote").start();
    await settled();
    expect(isAlone()).toBe(false);
    await expect(ask("north-1", { order: "declare-primary" })).rejects.toMatchObject({ code: "identity.star.mariadb.refused" });
  });

  test("at the end every acknowledged row is on every node, and all are equal", async () => {
    await writers.stop();
    const counted = await (async () => {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      return checkStar(rig, { region: writers.acknowledged });
    })();
    say(
      JSON.stringify({
        ...counted,
        unknown: writers.unknown(),
        refused: writers.refused(),
        longestGapMs: Math.round(writers.longestGapMs()),
      }),
    );
    expect(counted.acknowledged).toBeGreaterThan(100);
    expect(Object.values(counted.missing)).toEqual([0, 0, 0, 0]);
    expect(counted.different).toEqual([]);
  });
});
