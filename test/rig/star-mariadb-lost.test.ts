import { cpSync, rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runInputs } from "../../packages/agent/operate/runs/inputs.ts";
import { replayRun } from "../../packages/identity/star/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { openRunJournal, startRun } from "../../packages/kernel/journal/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { starPackages } from "../../rig/debian/packages.ts";
import { type StarRig, smallStar, startStarRig } from "../../rig/star/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { type Agents, startAgents } from "./star-campaign/agents.ts";
import { checkStar } from "./star-campaign/checker.ts";
import { beginAnew } from "./star-campaign/faults.ts";
import { until } from "./star-campaign/until.ts";

const say = (line: string): void => console.log(line);
const BOUND = 120_000;
const MASTERS = ["east-1", "west-1"];

describeReal("a cluster of masters loses what it has acknowledged (scenario 1)", starPackages, () => {
  let rig: StarRig;
  let agents: Agents;
  const acknowledged = new Set<string>();

  beforeAll(async () => {
    rig = await startStarRig({ say, star: { ...smallStar(), holdDownSeconds: 5 } });
    agents = await startAgents(
      rig,
      { tickMs: 500, askMs: 1000, returnAfterMs: 3000, aheadGraceMs: 3000 },
      `${rig.directory}/agents.log`,
    );
    await wait("all run", async () => (await states()).every((state) => state === "running"));
  });
  afterAll(async () => {
    await agents?.stop();
    await rig?.remove();
  });

  const names = () => agents.all().map(({ name }) => name);
  const statusOf = async (name: string) => agents.agent(name).replication.status();
  const states = async () => Promise.all(names().map(async (name) => (await statusOf(name)).state));
  const explain = () =>
    Promise.all(names().map(async (name) => ({ name, ...(await statusOf(name)), told: agents.agent(name).states.at(-1) })));
  const wait = (what: string, isSo: () => Promise<boolean>) => until(what, isSo, { timeoutMs: BOUND, explain });
  const write = async (master: string, count: number): Promise<void> => {
    const connection = rig.node(master).connect();
    for (let number = 0; number < count; number++) {
      const id = `${master}-${acknowledged.size}`;
      await connection.all("INSERT INTO keystone.region (id, description, extra) VALUES (?, '', '{}')", [id]);
      acknowledged.add(id);
    }
    await connection.close();
  };
  const dataOf = (name: string): string => `${rig.node(name).home}/database`;

  test("it takes no writes, the replicas serve what they have and do not follow it, and all of them say what to do", async () => {
    await write("east-1", 20);
    // What a power cut leaves of a node that does not flush at every commit: an earlier state of it.
    await rig.node("east-1").stop();
    await wait("the replica that has moved is compared", async () => {
      const { state, follows } = await statusOf("north-1");
      return follows === "west-1" && state === "running";
    });
    cpSync(dataOf("east-1"), `${rig.directory}/earlier`, { recursive: true });
    await write("west-1", 50);
    await wait("the replicas have it", async () => {
      const { missing } = await checkStar(rig, { region: acknowledged }, ["west-1", "north-1", "north-2"]);
      return Object.values(missing).every((count) => count === 0);
    });
    await rig.node("west-1").kill();
    for (const name of MASTERS) rmSync(dataOf(name), { recursive: true });
    cpSync(`${rig.directory}/earlier`, dataOf("east-1"), { recursive: true });
    await beginAnew({ rig }, "east-1");
    await wait("the master is held", async () => (await statusOf("east-1")).state === "held");
    await wait("the replicas are held", async () =>
      (await Promise.all(["north-1", "north-2"].map(statusOf))).every(({ state }) => state === "held"),
    );
    expect(agents.agent("east-1").states.at(-1)).toMatchObject({ writes: "unavailable", fence: undefined });
    const [alarm] = agents.agent("east-1").alarms.active();
    expect(alarm).toMatchObject({
      severity: "critical",
      id: "star.mariadb.lost/east-1",
      next: expect.stringContaining("multisite star replay"),
    });
    for (const name of ["north-1", "north-2"]) expect(agents.agent(name).states.at(-1)?.fence).toBeUndefined();
    const connection = rig.node("east-1").connect();
    const [row] = await connection.all("SELECT @@GLOBAL.read_only AS closed").finally(() => connection.close());
    expect(Number(row?.closed)).toBe(1);
  });

  test("the operator writes it to the masters again; then everything is everywhere, and all are equal", async () => {
    const hands = {
      star: () => rig.star,
      clock: systemClock,
      ask: (node: string, order: Parameters<Agents["order"]>[1]) => agents.order(node, order),
    };
    const input = await runInputs.replay(rig.star, { node: "east-1", prefer: "other" }, hands);
    expect(input.from).toMatch(/^north-/);
    const world = { journal: openRunJournal(undefined), clock: systemClock, random: systemRandom };
    const run = await startRun(replayRun(hands), input, world);
    say(JSON.stringify(run.steps.map(({ name, state, note }) => [name, state, note])));
    expect(run.state).toBe("done");
    await rig.node("west-1").start();
    await write("west-1", 5);
    await wait("all run behind their own masters", async () => {
      const isHome = (await statusOf("north-2")).follows === "west-1";
      return isHome && (await states()).every((state) => state === "running");
    });
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const checked = await checkStar(rig, { region: acknowledged });
    say(JSON.stringify(checked));
    expect(checked.different).toEqual([]);
    expect(Object.values(checked.missing)).toEqual([0, 0, 0, 0]);
  });
});
