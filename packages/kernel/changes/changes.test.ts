import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSimulatedClock } from "../clock/index.ts";
import { isReadOnly, openDatabase, type SqlDatabase } from "../sql/index.ts";
import {
  applyChanges,
  type ChangeFile,
  decodeChangeset,
  enableChangeLog,
  formatPosition,
  installSnapshot,
  makeSnapshot,
  openChangeFile,
  parsePosition,
  recordedHere,
  tableChecksums,
  withRecordedChanges,
} from "./index.ts";

interface Tables {
  parent: { id: string; name: string | null };
  child: { id?: number; parent_id: string; value: unknown };
  link: { one: string; other: string; flag: number };
}

const SCHEMA = `
  CREATE TABLE parent (id VARCHAR(64) NOT NULL, name TEXT, PRIMARY KEY (id), UNIQUE (name));
  CREATE TABLE child (id INTEGER NOT NULL, parent_id VARCHAR(64) NOT NULL, value BLOB, PRIMARY KEY (id),
    FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE CASCADE);
  CREATE TABLE link (one TEXT NOT NULL, other TEXT NOT NULL, flag BOOLEAN NOT NULL, PRIMARY KEY (one, other));
  CREATE INDEX child_parent ON child (parent_id);
  INSERT INTO parent VALUES ('first', 'First');
`;

let directory: string;
let count: number;
const opened: { close(): unknown }[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "multisite-changes-"));
  count = 0;
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  rmSync(directory, { recursive: true });
});

/** A database of a writer: its path. */
function writerFile({ needsConfirmation = true } = {}): string {
  const path = join(directory, `writer-${count++}.db`);
  const database = new DatabaseSync(path);
  database.exec(SCHEMA);
  database.close();
  enableChangeLog(path, { epoch: "1@west", needsConfirmation, nowMs: 5 });
  return path;
}

function service(path: string): SqlDatabase<Tables> {
  const database = openDatabase<Tables>({ kind: "sqlite", path }, { clock: createSimulatedClock(), watchIntervalMs: 0 });
  opened.push(database);
  return database;
}

function file(path: string): ChangeFile {
  const opening = openChangeFile(path, { durability: "process" });
  opened.push(opening);
  return opening;
}

/** A copy that has everything of the writer up to now. */
function copyOf(writer: ChangeFile): ChangeFile {
  const copy = file(join(directory, `copy-${count++}.db`));
  const snapshot = makeSnapshot(writer);
  installSnapshot(copy, snapshot.path);
  snapshot.drop();
  return copy;
}

const everything = { count: 1000, bytes: 1e9 };

function follow(copy: ChangeFile, writer: ChangeFile): void {
  const changes = writer.log.after(copy.log.newest()?.sequence ?? 0, everything);
  copy.atomically(() => applyChanges(copy, changes));
}

describe("the log of changes", () => {
  test("whatever is written in whatever transactions, one process or two, a copy that takes the changes is equal", async () => {
    const key = fc.constantFrom("a", "b", "c", "d");
    const value = fc.oneof(
      fc.constant(null),
      fc.integer(),
      fc.double({ noNaN: true }),
      fc.string(),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    );
    const statement = fc.oneof(
      fc.record({ kind: fc.constant("parent" as const), id: key, name: fc.option(key) }),
      fc.record({ kind: fc.constant("child" as const), parent_id: key, value }),
      fc.record({ kind: fc.constant("rename" as const), id: key, name: fc.option(key) }),
      fc.record({ kind: fc.constant("link" as const), one: key, other: key, flag: fc.integer({ min: 0, max: 1 }) }),
      fc.record({ kind: fc.constant("drop" as const), id: key }),
      fc.record({ kind: fc.constant("dropAll" as const) }),
    );
    const step = fc.record({
      process: fc.integer({ min: 0, max: 1 }),
      statements: fc.array(statement, { maxLength: 5 }),
      form: fc.constantFrom("single", "transaction", "rolled back"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const path = writerFile();
        const processes = [service(path), service(path)];
        const writer = file(path);
        const copy = copyOf(writer);
        const run = async (
          query: SqlDatabase<Tables>["query"],
          one: typeof statement extends fc.Arbitrary<infer T> ? T : never,
        ) => {
          if (one.kind === "parent") await query.insertInto("parent").values({ id: one.id, name: one.name }).execute();
          if (one.kind === "child")
            await query.insertInto("child").values({ parent_id: one.parent_id, value: one.value }).execute();
          if (one.kind === "rename") await query.updateTable("parent").set({ name: one.name }).where("id", "=", one.id).execute();
          if (one.kind === "drop") await query.deleteFrom("parent").where("id", "=", one.id).execute();
          if (one.kind === "dropAll") await query.deleteFrom("link").execute();
          if (one.kind !== "link") return;
          const { kind: _, ...row } = one;
          await query
            .insertInto("link")
            .values(row)
            .onConflict((conflict) => conflict.columns(["one", "other"]).doUpdateSet({ flag: row.flag }))
            .execute();
        };
        for (const { process, statements, form } of steps) {
          const database = processes[process] as SqlDatabase<Tables>;
          const work = async (query: SqlDatabase<Tables>["query"]) => {
            for (const one of statements) await run(query, one).catch((thrown) => expect(thrown).toHaveProperty("errcode"));
            if (form === "rolled back") throw new Error("changed my mind");
          };
          await (form === "single" ? work(database.query) : database.transaction(work)).catch(() => {});
          if (process === 0) follow(copy, writer);
        }
        follow(copy, writer);
        expect(tableChecksums(copy.database)).toEqual(tableChecksums(writer.database));
        expect(copy.log.newest()).toEqual(writer.log.newest());
      }),
      { numRuns: 40 },
    );
  });

  test("a rolled back transaction and one that changes nothing leave no trace; others are numbered and linked", async () => {
    const path = writerFile();
    const database = service(path);
    const { log } = file(path);
    await database.query.updateTable("parent").set({ name: "First" }).where("id", "=", "none").execute();
    await database.query.updateTable("parent").set({ name: "First" }).where("id", "=", "first").execute();
    expect(log.newest()?.sequence).toBe(1);
    await database.query.insertInto("parent").values({ id: "x", name: "X" }).execute();
    expect(log.newest()).toMatchObject({ sequence: 2, epoch: "1@west" });
    const text = formatPosition(log.newest() as never);
    expect(parsePosition(text)).toEqual({ epoch: "1@west", sequence: 2, hashPrefix: log.newest()?.chainHash.slice(0, 16) });
    expect(parsePosition("1@west:2:zz")).toBeUndefined();
  });

  test("the changes of a request are told apart from those that others make meanwhile", async () => {
    const database = service(writerFile({ needsConfirmation: true }));
    await withRecordedChanges(async () => {
      expect(recordedHere()).toBeUndefined();
      await withRecordedChanges(() => database.query.insertInto("parent").values({ id: "other", name: "Other" }).execute());
      expect(recordedHere()).toBeUndefined();
      await database.transaction((query) => query.insertInto("parent").values({ id: "own", name: "Own" }).execute());
      expect(recordedHere()).toMatchObject({ sequence: 3, needsConfirmation: true });
    });
  });

  test("what a changeset says can be read, by table, operation and column", async () => {
    const path = writerFile();
    const database = service(path);
    const { log } = file(path);
    await database.query
      .insertInto("child")
      .values({ id: 7, parent_id: "first", value: Buffer.from([1, 2]) })
      .execute();
    await database.query.updateTable("parent").set({ name: null }).where("id", "=", "first").execute();
    await database.query.deleteFrom("parent").execute();
    expect(log.after(1, everything).map(({ changeset }) => decodeChangeset(changeset))).toEqual([
      [{ table: "child", operation: "insert", after: [7, "first", { base64: "AQI=" }] }],
      [{ table: "parent", operation: "update", before: ["first", "First"], after: [undefined, null] }],
      [
        { table: "parent", operation: "delete", before: ["first", null] },
        { table: "child", operation: "delete", before: [7, "first", { base64: "AQI=" }] },
      ],
    ]);
  });
});

describe("what a writer says of its epoch", () => {
  test("stands in the log between the changes before and after, reaches copies with them, and the newest of the latest epoch counts", async () => {
    const path = writerFile();
    const writer = file(path);
    const copy = copyOf(writer);
    expect(copy.newestEpoch()).toBeUndefined();
    for (const [epoch, statement] of [
      ["9@west", { alone: true }],
      ["10@east", { alone: true }],
      ["10@east", { alone: false }],
    ] as const) {
      writer.atomically(() => writer.declare({ epoch, statement }, 7));
    }
    expect(writer.log.newest()).toMatchObject({ sequence: 4, epoch: "10@east" });
    follow(copy, writer);
    expect(copy.newestEpoch()).toEqual({ epoch: "10@east", statement: { alone: false } });
    expect(copyOf(writer).newestEpoch()).toEqual(copy.newestEpoch());
    expect(tableChecksums(copy.database)).toEqual(tableChecksums(writer.database));
  });
});

describe("the gate", () => {
  test("of a copy lets nobody write: single statements and transactions fail as on a read-only database, reads go on", async () => {
    const copy = copyOf(file(writerFile()));
    const database = service(copy.path);
    const insert = (query = database.query) => query.insertInto("parent").values({ id: "x", name: "X" }).execute();
    await expect(insert()).rejects.toSatisfy(isReadOnly);
    await expect(database.transaction((query) => insert(query))).rejects.toSatisfy(isReadOnly);
    expect(await database.transaction((query) => query.selectFrom("parent").select("id").execute())).toEqual([{ id: "first" }]);
    expect(copy.log.newest()?.sequence).toBe(1);
  });

  test("refuses with its reason, and a process that has the file open sees it closed and opened again", async () => {
    const path = writerFile();
    const database = service(path);
    const agent = file(path);
    const open = agent.gate();
    const insert = (id: string, query = database.query) => query.insertInto("parent").values({ id, name: id }).execute();
    await insert("before");
    agent.setGate({ writes: "refused", reason: "The standby is away." });
    await expect(insert("while")).rejects.toMatchObject({ code: "kernel.changes.refused", message: "The standby is away." });
    const transaction = database.transaction((query) => insert("while", query));
    await expect(transaction).rejects.toMatchObject({ code: "kernel.changes.refused" });
    agent.setGate(open);
    await insert("after");
    expect(agent.log.newest()?.sequence).toBe(3);
  });

  test("stays as it was for a transaction that is under way: whoever closes it waits, and then nothing more is written", async () => {
    const path = writerFile();
    const database = service(path);
    const other = new DatabaseSync(path, { timeout: 0 });
    opened.push(other);
    await database.transaction(async (query) => {
      await query.insertInto("parent").values({ id: "x", name: "X" }).execute();
      expect(() => other.exec("UPDATE multisite_gate SET writes = 'elsewhere'")).toThrow("locked");
    });
    expect(file(path).log.newest()?.sequence).toBe(2);
  });

  test("is not made while another process has the file open, as that one would write without recording", () => {
    const path = join(directory, "busy.db");
    const other = new DatabaseSync(path);
    other.exec(`PRAGMA journal_mode = WAL; ${SCHEMA}`);
    const enable = () => enableChangeLog(path, { epoch: "1@west", needsConfirmation: false, nowMs: 0 });
    expect(enable).toThrow(expect.objectContaining({ code: "kernel.changes.in_use" }));
    other.close();
    enable();
    expect(file(path).gate()).toEqual({ writes: "open", epoch: "1@west", needsConfirmation: false });
    expect(() => enableChangeLog(join(directory, "none.db"), { epoch: "1@west", needsConfirmation: true, nowMs: 0 })).toThrow(
      expect.objectContaining({ code: "kernel.changes.missing" }),
    );
  });
});

describe("taking changes", () => {
  test("that leave a gap, come twice, belong to another history or to an earlier epoch is refused, and changes nothing", async () => {
    const path = writerFile();
    const database = service(path);
    const writer = file(path);
    const copy = copyOf(writer);
    for (const id of ["a", "b"]) await database.query.insertInto("parent").values({ id, name: id }).execute();
    const [first, second] = writer.log.after(1, everything) as [never, never];
    const before = tableChecksums(copy.database);
    const take = (...changes: never[]) => copy.atomically(() => applyChanges(copy, changes));
    const gap = expect.objectContaining({ code: "kernel.changes.gap" });
    expect(() => take(second)).toThrow(gap);
    expect(() => take(first, first)).toThrow(gap);
    expect(() => take({ ...(first as object), committedAtMs: 1, changeset: new Uint8Array() } as never)).toThrow(gap);
    expect(() => take({ ...(first as object), epoch: "0@west" } as never)).toThrow();
    expect(tableChecksums(copy.database)).toEqual(before);
    take(first, second);
    expect(tableChecksums(copy.database)).toEqual(tableChecksums(writer.database));
  });

  test("finds rows that are not as they were at the writer", async () => {
    const path = writerFile();
    const database = service(path);
    const writer = file(path);
    const copy = copyOf(writer);
    copy.database.exec("UPDATE parent SET name = 'edited by hand'");
    await database.query.updateTable("parent").set({ name: "new" }).where("id", "=", "first").execute();
    expect(() => follow(copy, writer)).toThrow(expect.objectContaining({ code: "kernel.changes.conflict" }));
    expect(copy.log.newest()?.sequence).toBe(1);
  });
});

describe("a snapshot", () => {
  test("replaces other data in one step under a service that has the file open, and tells the rows that differed", async () => {
    const path = writerFile();
    const writer = file(path);
    const copy = copyOf(writer);
    const reader = service(copy.path);
    const names = () => (reader.raw.all("SELECT name FROM parent ORDER BY id", []) as { name: string }[]).map(({ name }) => name);
    copy.database.exec("INSERT INTO parent VALUES ('stray', 'Stray')");
    await service(path).query.insertInto("parent").values({ id: "g", name: "Good" }).execute();
    const snapshot = makeSnapshot(writer);
    expect(statSync(snapshot.path).size).toBe(snapshot.bytes);
    expect(statSync(join(snapshot.path, "..")).mode & 0o077).toBe(0);
    const told: unknown[] = [];
    copy.setState("role", "replica");
    installSnapshot(copy, snapshot.path, {
      onDifference: ({ at, row }) => told.push([at, row.id]),
      finish: () => copy.setState("filled", true),
    });
    snapshot.drop();
    expect(names()).toEqual(["First", "Good"]);
    expect(told).toEqual([
      ["here", "stray"],
      ["donor", "g"],
    ]);
    expect(copy.log.newest()).toEqual(writer.log.newest());
    expect([copy.state("role"), copy.state("filled"), copy.gate()]).toEqual(["replica", true, { writes: "elsewhere" }]);
    await expect(reader.query.insertInto("parent").values({ id: "x", name: "X" }).execute()).rejects.toSatisfy(isReadOnly);
  });

  test("brings another schema with it", () => {
    const writer = file(writerFile());
    const copy = copyOf(writer);
    writer.database.exec("ALTER TABLE parent ADD COLUMN more TEXT; CREATE TABLE extra (id TEXT PRIMARY KEY NOT NULL)");
    const snapshot = makeSnapshot(writer);
    installSnapshot(copy, snapshot.path);
    snapshot.drop();
    expect(tableChecksums(copy.database)).toEqual(tableChecksums(writer.database));
  });

  test("of which the transaction fails leaves everything as it was", () => {
    const copy = copyOf(file(writerFile()));
    const other = writerFile();
    file(other).database.exec("INSERT INTO parent VALUES ('other', 'Other')");
    const snapshot = makeSnapshot(file(other));
    const before = tableChecksums(copy.database);
    const fail = () => {
      throw new Error("full");
    };
    expect(() => installSnapshot(copy, snapshot.path, { finish: fail })).toThrow("full");
    snapshot.drop();
    expect(tableChecksums(copy.database)).toEqual(before);
  });
});
