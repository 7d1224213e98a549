import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { NAMES, startRunningStar } from "../testing/running-star.ts";

let directory: string;
let running: Awaited<ReturnType<typeof startRunningStar>>;
const start = async (...options: Parameters<typeof startRunningStar> extends [string, ...infer Rest] ? Rest : never) => {
  running = await startRunningStar(directory, ...options);
  return running;
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "multisite-embedded-"));
});
afterEach(async () => {
  await running.star.stopAll();
  rmSync(directory, { recursive: true });
});

/** In the file, past everything that records or refuses. */
function edit(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

describe("a replica", () => {
  test("stays with its master for the hold-down, follows the other one then, and goes back when the first is as far", async () => {
    const { star, clock, cutOff, network, write } = await start();
    const follows = async () => (await star.node("north-2").replication.status()).follows;
    network.cut("north-2", "west-1");
    await clock.advance(25_000);
    expect(await follows()).toBe("west-1");
    await clock.advance(20_000);
    expect(await follows()).toBe("east-1");
    expect(await write("east-1", "a")).toBe("acknowledged");
    expect(star.node("north-2").ids()).toEqual(["a"]);
    network.healAll();
    await clock.advance(10_000);
    expect(await follows()).toBe("west-1");
    // A master that answers, but has itself heard nothing for longer than a master may be gone, is as good as gone.
    cutOff("west-1");
    network.heal("west-1", "north-2");
    await clock.advance(75_000);
    expect(await follows()).toBe("east-1");
  });

  test("of which somebody edited rows is found out when it starts, fenced, rebuilt from its master, and the rows are exported", async () => {
    const { star, clock, write } = await start();
    expect(await write("east-1", "a")).toBe("acknowledged");
    await star.node("north-1").crash();
    edit(star.pathOf("north-1"), "UPDATE item SET value = 'edited'; INSERT INTO item VALUES ('stray', 'x')");
    const north = star.start("north-1");
    await clock.advance(10_000);
    expect(north.ids()).toEqual(["a"]);
    expect(north.checksums()).toEqual(star.node("east-1").checksums());
    expect(north.states.some(({ fence }) => fence?.includes("rows of item were not those of east-1"))).toBe(true);
    expect(north.replication.state().fence).toBeUndefined();
    expect(readdirSync(join(north.home, "differing"))).toHaveLength(1);
  });

  test("that finds an edited row by a change which does not fit is rebuilt too", async () => {
    const { star, clock, write } = await start();
    expect(await write("east-1", "a")).toBe("acknowledged");
    edit(star.pathOf("north-1"), "INSERT INTO item VALUES ('b', 'stray')");
    expect(await write("east-1", "b")).toBe("acknowledged");
    await clock.advance(10_000);
    expect(star.node("north-1").checksums()).toEqual(star.node("east-1").checksums());
    expect(readdirSync(join(star.node("north-1").home, "differing"))).toHaveLength(1);
  });

  test("that was away for longer than changes are kept gets a copy in pages, and nothing is exported", async () => {
    const { star, clock, outcome } = await start({ settings: { keptChanges: 5 } });
    await star.node("north-1").crash();
    for (let number = 0; number < 12; number++) await outcome(star.node("east-1").write(`w${number}`, "x".repeat(60_000)), 100);
    await clock.advance(70_000);
    const north = star.start("north-1");
    await clock.advance(10_000);
    expect(north.ids()).toHaveLength(12);
    expect(north.checksums()).toEqual(star.node("east-1").checksums());
    expect(existsSync(join(north.home, "differing"))).toBe(false);
    expect(readdirSync(north.home).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("that is kept behind takes a change when it is so old, and not before", async () => {
    const { star, clock, write } = await start({ delaySeconds: 60 });
    expect(await write("east-1", "a", 4000)).toBe("acknowledged");
    await clock.advance(50_000);
    expect([...NAMES, "north-late"].map((name) => star.node(name).ids().length)).toEqual([1, 1, 1, 1, 0]);
    await clock.advance(8000);
    expect(star.node("north-late").ids()).toEqual(["a"]);
  });

  test("serves when nobody answers at its start, after a short fence", async () => {
    const { star, clock } = await start();
    for (const name of NAMES) await star.node(name).crash();
    const north = star.start("north-1");
    expect(north.replication.state().fence).toMatch("just started");
    await clock.advance(4000);
    expect(north.replication.state()).toMatchObject({ fence: undefined, writes: "forward" });
    await clock.advance(30_000);
    expect(north.replication.state().writes).toBe("unavailable");
    expect(north.alarms.active().map(({ id }) => id)).toEqual(["star.replication.upstream_gone/north-1"]);
  });

  test("knows when it has reached a position, at once when the change arrives", async () => {
    const { star, clock, outcome, network } = await start();
    const [writer, { replication }] = [star.node("east-1"), star.node("north-1")];
    network.cut("east-1", "north-1");
    await outcome(writer.write("a"), 1000);
    const position = await writer.replication.position();
    expect(await outcome(replication.waitFor(position, 500), 600)).toBe(false);
    network.healAll();
    expect(await outcome(replication.waitFor(position, 30_000), 20_000)).toBe(true);
    expect(await replication.hasReached(position.replace(/.$/, (last) => (last === "0" ? "1" : "0")))).toBe(false);
    await clock.advance(1);
  });
});

describe("other nodes", () => {
  test("that the document does not name, or that ask in another form, are refused", async () => {
    const { network, outcome, star } = await start();
    const stranger = network.join({ site: "nowhere", node: "stranger" });
    expect(await outcome(stranger.ask("east-1", "replication.hello", {}))).toMatch("identity.star.stranger");
    await star.node("north-2").crash();
    const known = network.join({ site: "north", node: "north-2" });
    expect(await outcome(known.ask("east-1", "replication.pull", "x"))).toMatch("identity.star.question");
    const report = { node: "north-2", mark: null, regime: null, staleMs: 0 };
    const forged = { epoch: "9@west-1", standby: null, alone: true, by: "word", reason: "", sinceMs: 0 };
    expect(await outcome(known.ask("east-1", "replication.promise", { report, regime: forged }))).toMatch(
      "identity.star.question",
    );
    expect(star.node("east-1").replication.state().writes).toBe("here");
  });
});
