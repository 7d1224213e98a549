import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findNode, type LocalStar, readSlaveStatus, startLocalStar } from "../../packages/identity/star/index.ts";
import { systemClock } from "../../packages/kernel/clock/index.ts";
import { systemRandom } from "../../packages/kernel/random/index.ts";
import { starPackages } from "../../rig/debian/packages.ts";
import { createNetwork, type Network } from "../../rig/network/index.ts";
import { createRoom } from "../../rig/process/room.ts";
import { type StarRig, smallStar, startStarRig } from "../../rig/star/index.ts";
import { describeReal } from "../support/describe-real.ts";
import { ask, askAsIdentity } from "./star-databases/ask.ts";

const SOON = { timeout: 60_000, interval: 50 };
const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;

describeReal("a star's databases on one machine", starPackages, () => {
  const room = createRoom("star-local");
  let star: LocalStar | undefined;
  afterAll(async () => {
    await star?.stop();
    room.remove();
  });

  const count = async (name: string): Promise<number> =>
    Number((await ask((star as LocalStar).node(name), "SELECT COUNT(*) AS n FROM keystone.probe"))[0]?.n);
  const startAgain = async (): Promise<LocalStar> => {
    const startedMs = performance.now();
    const started = await startLocalStar(smallStar(), {
      directory: room.path,
      withoutAgents: true,
      clock: systemClock,
      random: systemRandom,
    });
    console.log(`the star is up again after ${seconds(startedMs)}`);
    return started;
  };

  test("go on where they were when the program that ran them was killed: what was acknowledged is there", async () => {
    const program = fileURLToPath(new URL("star-databases/run-star.ts", import.meta.url));
    const child = spawn(process.execPath, [program, room.path], { stdio: ["ignore", "pipe", "inherit"] });
    let acknowledged = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === 200) child.kill("SIGKILL");
    }
    expect(acknowledged).toBeGreaterThanOrEqual(200);
    star = await startAgain();
    for (const name of ["east-1", "west-1", "north-1", "north-2"])
      await expect.poll(() => count(name), SOON).toBeGreaterThanOrEqual(acknowledged);
  });

  test("go on where they were when all of them were killed at once, from the node that has the most", async () => {
    const running = star as LocalStar;
    await running.node("east-1").kill();
    await expect
      .poll(
        () =>
          askAsIdentity(running.node("west-1"), "INSERT IGNORE INTO keystone.probe VALUES (-1)").then(
            () => true,
            () => false,
          ),
        SOON,
      )
      .toBe(true);
    await Promise.all([...running.nodes.values()].map((node) => node.kill()));
    star = await startAgain();
    for (const name of ["east-1", "west-1", "north-1", "north-2"])
      await expect
        .poll(() => ask((star as LocalStar).node(name), "SELECT id FROM keystone.probe WHERE id = -1"), SOON)
        .toEqual([{ id: -1 }]);
  });
});

describeReal("a star's databases in sites whose links can be cut", starPackages, () => {
  let network: Network;
  let rig: StarRig;
  beforeAll(async () => {
    const base = smallStar();
    const north = base.sites.find(({ name }) => name === "north");
    const late = { ...findNode(base, "north-1")?.node, name: "north-late", delaySeconds: 3600 } as const;
    const sites = base.sites.map((site) =>
      site === north ? { ...site, nodes: [...site.nodes, late as (typeof site.nodes)[number]] } : site,
    );
    network = await createNetwork(base.sites.map(({ name }) => name));
    rig = await startStarRig({
      star: { ...base, sites },
      network,
      tls: true,
      withoutAgents: true,
      say: (line) => console.log(`in namespaces: ${line}`),
    });
    await ask(rig.node("east-1"), "CREATE TABLE keystone.probe (id VARCHAR(64) PRIMARY KEY)");
  });
  afterAll(async () => {
    await rig?.remove();
    await network?.remove();
  });

  const write = (name: string, id: string): Promise<boolean> =>
    askAsIdentity(rig.node(name), `INSERT IGNORE INTO keystone.probe VALUES ('${id}')`).then(
      () => true,
      () => false,
    );
  const has = async (name: string, id: string): Promise<boolean> =>
    (await ask(rig.node(name), `SELECT id FROM keystone.probe WHERE id = '${id}'`)).length === 1;

  test("a replica whose master cannot be reached stays where it is, and catches up when it can", async () => {
    await network.cut("north", "east");
    expect(await write("west-1", "while-cut")).toBe(true);
    await expect.poll(() => has("north-2", "while-cut"), SOON).toBe(true);
    expect(await has("north-1", "while-cut")).toBe(false);
    await network.heal("north", "east");
    const healedMs = performance.now();
    await expect.poll(() => has("north-1", "while-cut"), SOON).toBe(true);
    console.log(`north-1 has what it missed ${seconds(healedMs)} after the link was back`);
  });

  test("a master site that is cut off takes no writes, the other one does, and it has them when it is back", async () => {
    await network.isolate("east");
    const cutMs = performance.now();
    await expect.poll(() => write("west-1", "without-east"), SOON).toBe(true);
    console.log(`writes go on in the west ${seconds(cutMs)} after the east was cut off`);
    expect(await write("east-1", "alone")).toBe(false);
    const reads = askAsIdentity(rig.node("east-1"), "SELECT id FROM keystone.probe WHERE id = 'while-cut'");
    expect(await reads).toEqual([{ id: "while-cut" }]);
    await network.healAll();
    const healedMs = performance.now();
    await expect.poll(() => has("east-1", "without-east").catch(() => false), SOON).toBe(true);
    console.log(`the east is back in its cluster ${seconds(healedMs)} after the links were`);
    await expect.poll(() => has("north-1", "without-east"), SOON).toBe(true);
    for (const name of ["east-1", "west-1", "north-1", "north-2"]) expect(await has(name, "alone")).toBe(false);
  });

  test("a site whose links flap takes nobody out of the masters' cluster (scenario 15): they take every write, and it has all of them", async () => {
    const states = new Set<string>();
    const lost: string[] = [];
    for (let flap = 0; flap < 8; flap++) {
      await network.isolate("north");
      for (const name of ["east-1", "west-1"]) {
        const id = `flap-${flap}-${name}`;
        if (!(await write(name, id))) lost.push(id);
        const [state] = await ask(rig.node(name), "SHOW GLOBAL STATUS LIKE 'wsrep_local_state_comment'");
        states.add(String(state?.Value));
      }
      await network.healAll();
    }
    expect(lost).toEqual([]);
    expect([...states]).toEqual(["Synced"]);
    for (const name of ["north-1", "north-2"])
      for (const id of ["flap-0-east-1", "flap-7-west-1"]) await expect.poll(() => has(name, id), SOON).toBe(true);
  });

  test("a delayed replica has fetched what it does not show yet", async () => {
    const status = async () => {
      const connection = rig.node("north-late").connect();
      return readSlaveStatus(connection).finally(() => connection.close());
    };
    await expect.poll(status, SOON).toMatchObject({ io: "yes", sql: true, delaySeconds: 3600 });
    expect((await status())?.remainingDelaySeconds).toBeGreaterThan(3000);
    expect(await ask(rig.node("north-late"), "SHOW TABLES FROM keystone LIKE 'probe'")).toEqual([]);
  });
});
