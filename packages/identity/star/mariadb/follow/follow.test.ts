import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Alarms, openAlarms } from "@multisite/kernel/alarms";
import { systemClock } from "@multisite/kernel/clock";
import { silentLog } from "@multisite/kernel/log";
import { createSimulatedPeers } from "@multisite/kernel/peers";
import { createSeededRandom } from "@multisite/kernel/random";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GtidReplication, startGtidReplication } from "../../../../../rig/gtid-replication.ts";
import { isMariadbInstalled } from "../../../../../rig/mariadb.ts";
import { readSlaveStatus } from "../sql/index.ts";
import { createMariadbReplication, type MariadbReplication, type MariadbState } from "./index.ts";
import { writeMark } from "./marks/mark.ts";
import { quickStar } from "./testing/document.ts";

/** Two masters with equal GTIDs (the second is a stand-in that follows the first) and the two replicas of a site. */
const following = { "east-1": undefined, "west-1": "east-1", "north-1": "east-1", "north-2": "west-1" };

describe.runIf(isMariadbInstalled())("replicas look after themselves on real servers", () => {
  const directory = mkdtempSync(join(tmpdir(), "multisite-follow-"));
  const peers = createSimulatedPeers({ clock: systemClock, random: createSeededRandom(1) });
  const states = new Map<string, MariadbState[]>();
  const alarms = new Map<string, Alarms>();
  const agents = new Map<string, MariadbReplication>();
  let rig: GtidReplication;

  const agentOf = (name: string): MariadbReplication => {
    states.set(name, []);
    const own = openAlarms({ path: undefined, clock: systemClock });
    alarms.set(name, own);
    const agent = createMariadbReplication({
      star: quickStar,
      links: peers.join({ site: "north", node: name }),
      openLocal: () => rig.open(name),
      openRemote: (node) => rig.open(node),
      sourceOf: (node) => rig.server(node),
      schemas: ["keystone", "multisite"],
      home: mkdtempSync(join(directory, name)),
      clock: systemClock,
      log: silentLog,
      alarms: own,
      onState: (state) => states.get(name)?.push(state),
      settings: { tickMs: 100, askMs: 200, answerMs: 1000, returnAfterMs: 1000, aheadGraceMs: 500 },
    });
    agents.set(name, agent);
    return agent;
  };
  /** Lets all agents look until it is so. */
  const until = async (what: string, isSo: () => Promise<boolean> | boolean, timeoutMs = 15_000): Promise<void> => {
    const startedMs = performance.now();
    while (!(await isSo())) {
      if (performance.now() - startedMs > timeoutMs) {
        const status = await Promise.all([...agents.values()].map((agent) => agent.status()));
        throw new Error(`Not so: ${what}. ${JSON.stringify(status)} ${JSON.stringify([...states])}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  const stateOf = async (name: string) => (await agents.get(name)?.status())?.state;
  const followed = async (name: string) => (await agents.get(name)?.status())?.follows;
  const rows = async (name: string): Promise<number> => {
    const connection = rig.open(name);
    const [row] = await connection.all("SELECT COUNT(*) AS n FROM keystone.user");
    await connection.close();
    return Number(row?.n);
  };
  const write = async (name: string, id: string): Promise<void> => {
    const connection = rig.open(name);
    await connection.all("INSERT INTO keystone.user VALUES (?, 'x')", [id]);
    await connection.close();
  };

  beforeAll(async () => {
    rig = await startGtidReplication(following, ["north-1", "north-2"]);
    const master = rig.open("east-1");
    await master.all("CREATE DATABASE keystone");
    await master.all("CREATE TABLE keystone.user (id VARCHAR(64) PRIMARY KEY, password_hash TEXT)");
    for (let n = 0; n < 100; n++) await master.all("INSERT INTO keystone.user VALUES (?, 'x')", [`u${n}`]);
    await writeMark(master, "east-1", 0, 10);
    for (const name of ["north-1", "north-2"]) await agentOf(name).start();
  });
  afterAll(async () => {
    await Promise.all([...agents.values()].map((agent) => agent.stop()));
    await rig?.stop();
    rmSync(directory, { recursive: true });
  });

  test("a replica that nobody knows of is compared with its master before it serves", async () => {
    await until("both run", async () => (await stateOf("north-1")) === "running" && (await stateOf("north-2")) === "running");
    for (const name of ["north-1", "north-2"]) {
      expect(states.get(name)?.[0]).toMatchObject({ fence: expect.stringContaining("nothing is known of its data") });
      expect(states.get(name)?.at(-1)).toMatchObject({ fence: undefined, writes: "forward" });
    }
    expect(await followed("north-1")).toBe("east-1");
    const position = await agents.get("north-1")?.position();
    expect(await agents.get("north-1")?.hasReached(position ?? "")).toBe(true);
    await write("east-1", "later");
    const [row] = await rig.open("east-1").all("SELECT @@GLOBAL.gtid_binlog_pos AS position");
    expect(await agents.get("north-1")?.waitFor(String(row?.position), 5000)).toBe(true);
    expect(await agents.get("north-1")?.waitFor("1-10-9999", 50)).toBe(false);
  });

  test("a replica with a row that it should not have is fenced, its rows are exported, and it is rebuilt by itself", async () => {
    const connection = rig.open("north-1");
    await connection.all("SET SESSION sql_log_bin = 0");
    await connection.all("INSERT INTO keystone.user VALUES ('stranger', 'a secret hash')");
    await write("east-1", "stranger");
    states.get("north-1")?.splice(0);
    await until("rebuilt", async () => (await stateOf("north-1")) === "running" && (states.get("north-1")?.length ?? 0) > 2);
    const fences = (states.get("north-1") ?? []).map(({ fence }) => fence?.split(" (")[0]);
    // A busy machine adds states that differ only in how far it is behind.
    expect(fences.filter((fence, index) => fence !== fences[index - 1])).toEqual([
      "a change could not be applied",
      expect.stringContaining("it was made anew; it is compared"),
      undefined,
    ]);
    expect(await rows("north-1")).toBe(await rows("east-1"));
    const [raised] = alarms.get("north-1")?.history(10) ?? [];
    expect(raised).toMatchObject({ id: "star.mariadb.rebuild/north-1" });
  });

  test("its master dies: it moves after the hold-down, is compared, serves, and goes home when the master is back", async () => {
    await rig.server("east-1").crash();
    const startedMs = performance.now();
    await until(
      "north-1 follows west-1",
      async () => (await followed("north-1")) === "west-1" && (await stateOf("north-1")) === "running",
    );
    const tookMs = performance.now() - startedMs;
    expect(tookMs).toBeGreaterThan(1000);
    await write("west-1", "after the crash");
    await until("it is there", async () => (await rows("north-1")) === (await rows("west-1")));
    expect(states.get("north-1")?.some(({ fence }) => fence?.includes("changed its master to west-1"))).toBe(true);
    expect(states.get("north-2")?.at(-1)?.fence).toBeUndefined();
    console.log(`moved and compared ${tookMs.toFixed(0)} ms after the master was killed, hold-down 1000 ms`);
    // The first master of the stand-in comes back as a follower of the second, as a node of a cluster would.
    await rig.server("east-1").startAgain();
    const east = rig.open("east-1");
    await east.all("SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos");
    const { host, port, user, password } = rig.server("west-1");
    await east.all(
      `CHANGE MASTER TO MASTER_HOST='${host}', MASTER_PORT=${port}, MASTER_USER='${user}', MASTER_PASSWORD='${password}', MASTER_USE_GTID=slave_pos`,
    );
    await rig.open("west-1").all("STOP SLAVE");
    await east.all("START SLAVE");
    await until("home", async () => (await followed("north-1")) === "east-1" && (await stateOf("north-1")) === "running");
    expect(await readSlaveStatus(rig.open("north-1"))).toMatchObject({ io: "yes", sql: true });
  });

  test("a replica that somebody wrote to is set aside, with what is only there exported without secrets", async () => {
    await rig.open("north-2").all("INSERT INTO keystone.user VALUES ('orphan', 'a secret hash')");
    await until(
      "fenced",
      async () =>
        (await stateOf("north-2")) === "fenced" &&
        alarms.get("north-2")?.active()[0]?.cause.includes("rows that differ") === true,
    );
    const [alarm] = alarms.get("north-2")?.active() ?? [];
    expect(alarm).toMatchObject({
      id: "star.mariadb.errant/north-2",
      next: expect.stringContaining("multisite star rebuild north-2"),
    });
    const file = /are in (\S+)\.$/.exec(alarm?.cause ?? "")?.[1] ?? "";
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, "utf8")).toContain('"orphan"');
    expect(readFileSync(file, "utf8")).not.toContain("a secret hash");
    expect(await readSlaveStatus(rig.open("north-2"))).toMatchObject({ io: "no", sql: false });
  });

  test("masters that lost what they had acknowledged are not followed (scenario 1): the replica is held, serves, and shows the rows", async () => {
    const before = await rows("north-1");
    for (const name of ["east-1", "west-1"]) {
      const master = rig.open(name);
      await master.all("STOP SLAVE");
      await master.all("RESET SLAVE ALL");
      await master.all("SET SESSION sql_log_bin = 0");
      await master.all("DELETE FROM keystone.user WHERE id = 'after the crash'");
      await master.all("RESET MASTER");
      await master.all("SET GLOBAL gtid_binlog_state = '1-10-90'");
      await master.all("SET GLOBAL gtid_slave_pos = ''");
    }
    await until(
      "held",
      async () =>
        (await stateOf("north-1")) === "held" && alarms.get("north-1")?.active()[0]?.cause.includes("rows that differ") === true,
    );
    const [alarm] = alarms.get("north-1")?.active() ?? [];
    expect(alarm).toMatchObject({ id: "star.mariadb.ahead/north-1", severity: "critical" });
    expect(states.get("north-1")?.at(-1)?.fence).toBeUndefined();
    expect(await rows("north-1")).toBe(before);
    const file = /are in (\S+)\.$/.exec(alarm?.cause ?? "")?.[1] ?? "";
    const exported = JSON.parse(readFileSync(file, "utf8")) as { rows: { where: string; here: { id: string } | null }[] };
    expect(exported.rows.map(({ where, here }) => [where, here?.id])).toEqual([["only here", "after the crash"]]);
  });
});
