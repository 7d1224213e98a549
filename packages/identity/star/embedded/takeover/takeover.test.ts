import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startRunningStar } from "../testing/running-star.ts";
import type { Takeover } from "./takeover.ts";

let directory: string;
let running: Awaited<ReturnType<typeof startRunningStar>>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "multisite-embedded-"));
  running = await startRunningStar(directory);
});
afterEach(async () => {
  await running.star.stopAll();
  rmSync(directory, { recursive: true });
});

const REFUSED = "identity.star.takeover_refused";

describe("a takeover", () => {
  test("by the standby of a lost writer loses nothing that was acknowledged; what was not is exported when the old writer is back", async () => {
    const { star, write, outcome, network, clock, roles } = running;
    expect(await write("east-1", "acknowledged")).toBe("acknowledged");
    for (const other of ["west-1", "north-1", "north-2"]) network.cut("east-1", other);
    expect(await write("east-1", "unconfirmed")).toBe("identity.star.unconfirmed");
    await star.node("east-1").crash();
    const taken = (await outcome(star.node("west-1").replication.takeover({ reason: "east burns" }))) as Takeover;
    expect(taken).toMatchObject({ epoch: "2@west-1", by: "majority", doubts: [], unreachable: ["east-1"] });
    expect(await write("west-1", "alone")).toBe("acknowledged");
    expect(
      star
        .node("west-1")
        .alarms.active()
        .map(({ id }) => id),
    ).toEqual(["star.replication.alone/west-1"]);

    network.healAll();
    const east = star.start("east-1");
    await clock.advance(10_000);
    expect(east.states.filter(({ writes }) => writes === "here")).toEqual([]);
    expect(roles()).toEqual(["standby", "writer", "replica", "replica"]);
    const files = readdirSync(join(east.home, "differing"));
    expect(files).toHaveLength(1);
    const lines = readFileSync(join(east.home, "differing", String(files[0])), "utf8")
      .trim()
      .split("\n");
    const rows = lines.map((line) => JSON.parse(line)).filter(({ table }) => table === "item");
    expect(rows).toEqual([
      { table: "item", at: "here", row: { id: "unconfirmed", value: "unconfirmed" } },
      { table: "item", at: "donor", row: { id: "alone", value: "alone" } },
    ]);
    expect(east.alarms.active().map(({ id }) => id)).toEqual(["star.replication.differed/east-1"]);
    expect(await write("west-1", "together")).toBe("acknowledged");
    expect(east.ids()).toEqual(["acknowledged", "alone", "together"]);
    expect(star.node("west-1").alarms.active()).toEqual([]);
  });

  test("of a writer that works hands over at once: it stops, its last write is taken along, and it becomes the standby", async () => {
    const { star, outcome, write, roles } = running;
    await star.node("east-1").writeOnly("last");
    await outcome(star.node("west-1").replication.takeover({ reason: "planned" }), 1000);
    expect(await write("east-1", "too late", 3000)).toBe("ERR_SQLITE_ERROR");
    expect(roles()).toEqual(["standby", "writer", "replica", "replica"]);
    expect(star.node("east-1").ids()).toEqual(["last"]);
  });

  test("without the promises of more than half of the nodes is refused, and says what to do; the standby goes on confirming", async () => {
    const { star, outcome, cutOff, network, write } = running;
    cutOff("west-1");
    const refused = await outcome(star.node("west-1").replication.takeover({ reason: "east is silent" }));
    expect(refused).toMatch(`${REFUSED}: Only 1 of 4 nodes can be reached`);
    expect(refused).toMatch("give your word");
    network.healAll();
    await running.clock.advance(6000);
    expect(await write("east-1", "on")).toBe("acknowledged");
  });

  test("never wins twice: of a writer told to go on alone and a standby told to take over, each cut off from the other, one does", async () => {
    const { star, outcome, network } = running;
    network.cut("east-1", "west-1");
    const told = ["east-1", "west-1"].map((name) => star.node(name).replication.takeover({ reason: "the other is silent" }));
    const results = (await outcome(Promise.all(told.map((each) => each.catch((thrown) => thrown.code))))) as unknown[];
    expect(results.filter((one) => one === REFUSED)).toHaveLength(1);
    const writing = ["east-1", "west-1"].filter((name) => star.node(name).replication.state().writes === "here");
    expect(writing).toHaveLength(1);
  });

  test("by a replica when both masters are lost needs an operator's word, tells what may be missing, and masters that return follow it", async () => {
    const { star, outcome, write, clock, network, roles } = running;
    network.cut("north-1", "east-1");
    network.cut("north-1", "west-1");
    for (const id of ["a", "b"]) expect(await write("east-1", id)).toBe("acknowledged");
    network.healAll();
    await star.node("east-1").crash();
    await star.node("west-1").crash();
    await star.node("north-2").crash();
    const { replication } = star.node("north-1");
    expect(await outcome(replication.takeover({ reason: "both are lost" }))).toMatch(REFUSED);
    star.start("north-2");
    await clock.advance(1000);
    const refused = await outcome(replication.takeover({ reason: "both are lost", isDryRun: true }));
    expect(refused).toMatchObject({ epoch: undefined, by: "word" });
    const taken = (await outcome(replication.takeover({ reason: "both are lost", onMyWord: true }))) as Takeover;
    expect(taken.doubts.join()).toMatch("north-1 is neither the writer (east-1) nor its standby");
    // What the other replica had was fetched before the epoch began.
    expect(taken.missingChanges).toBe(0);
    expect(star.node("north-1").ids()).toEqual(["a", "b"]);
    expect(await write("north-1", "c")).toBe("acknowledged");
    star.start("east-1");
    star.start("west-1");
    await clock.advance(10_000);
    expect(roles()).toEqual(["standby", "replica", "writer", "replica"]);
    expect(star.node("west-1").ids()).toEqual(["a", "b", "c"]);
  });

  test("by a node that was restored, or has no data, or sees another that has more, is refused", async () => {
    const { star, outcome, write, clock } = running;
    expect(await write("east-1", "a")).toBe("acknowledged");
    await star.node("east-1").crash();
    star.node("west-1").replication.markRestored();
    expect(await outcome(star.node("west-1").replication.takeover({ reason: "x" }))).toMatch("restored from a backup");
    await star.node("north-1").crash();
    rmSync(star.pathOf("north-1"));
    const empty = star.start("north-1");
    expect(await outcome(empty.replication.takeover({ reason: "x", onMyWord: true }), 3500)).toMatch(REFUSED);
    await clock.advance(1000);
  });
});

describe("a writer whose standby is away", () => {
  test("acknowledges nothing, keeps what it was given, refuses more, and counts it when the standby is back", async () => {
    const { star, write, network, clock } = running;
    network.cut("east-1", "west-1");
    expect(await write("east-1", "pending")).toBe("identity.star.unconfirmed");
    expect(await write("east-1", "refused")).toBe("kernel.changes.refused");
    expect(
      star
        .node("east-1")
        .alarms.active()
        .map(({ id }) => id),
    ).toEqual(["star.replication.standby_away/east-1"]);
    network.healAll();
    await clock.advance(8000);
    expect(await write("east-1", "again")).toBe("acknowledged");
    expect(star.node("west-1").ids()).toEqual(["again", "pending"]);
    expect(star.node("east-1").alarms.active()).toEqual([]);
  });

  test("goes on alone when it is told to, with a pending write counting then, and takes the standby back when it has caught up", async () => {
    const { star, write, outcome, network, clock } = running;
    await star.node("west-1").crash();
    const pending = outcome(star.node("east-1").write("pending"), 0);
    await outcome(star.node("east-1").replication.takeover({ reason: "west is lost" }), 3200);
    expect(await pending).not.toMatch("unconfirmed");
    expect(await write("east-1", "alone")).toBe("acknowledged");
    star.start("west-1");
    network.healAll();
    await clock.advance(8000);
    const recorded = await outcome(star.node("east-1").write("together"));
    expect(recorded).toMatchObject({ needsConfirmation: true });
    expect(star.node("west-1").ids()).toEqual(["alone", "pending", "together"]);
  });

  test("that starts again takes no writes before its standby has answered, and a restored one takes first what it has lost", async () => {
    const { star, write, clock } = running;
    const backup = join(directory, "backup.db");
    await star.node("east-1").crash();
    const database = new DatabaseSync(star.pathOf("east-1"));
    database.prepare("VACUUM INTO ?").run(backup);
    database.close();
    star.start("east-1");
    await clock.advance(5000);
    for (const id of ["a", "b"]) expect(await write("east-1", id)).toBe("acknowledged");
    await star.node("east-1").crash();
    await star.node("west-1").crash();
    star.start("east-1", backup);
    await clock.advance(5000);
    expect(await write("east-1", "c")).toBe("kernel.changes.refused");
    star.start("west-1");
    await clock.advance(5000);
    expect(await write("east-1", "d")).toBe("acknowledged");
    expect(star.node("east-1").ids()).toEqual(["a", "b", "d"]);
    expect(star.node("west-1").ids()).toEqual(["a", "b", "d"]);
  });

  test("whose database was founded anew by mistake gets the star's data back, and takes nothing from the others", async () => {
    const { star, write, clock, network, cutOff } = running;
    for (const id of ["a", "b"]) expect(await write("east-1", id)).toBe("acknowledged");
    await star.node("east-1").crash();
    star.wipe("east-1");
    star.found("east-1");
    cutOff("east-1");
    star.start("east-1");
    await clock.advance(10_000);
    expect(await write("east-1", "c")).toBe("kernel.changes.refused");
    network.healAll();
    await clock.advance(10_000);
    expect(await write("east-1", "d")).toBe("acknowledged");
    expect(["east-1", "west-1", "north-1"].map((name) => star.node(name).ids())).toEqual(Array(3).fill(["a", "b", "d"]));
  });
});
