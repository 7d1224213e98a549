import { DatabaseSync } from "node:sqlite";
import { MultisiteError, messageOf } from "../errors/index.ts";
import { createPrivateFile } from "../sql/private-file.ts";
import { createEpochStatements, type EpochStatement } from "./epoch-statement.ts";
import { createGateReader, writeGate } from "./gate.ts";
import { type ChangeLog, createChangeLog } from "./log.ts";
import { CHANGE_SCHEMA } from "./schema.ts";
import type { ChangeMark, WriteGate } from "./types.ts";

/** A database file as its replication sees it: past the gate, without foreign keys acting on their own. */
export interface ChangeFile {
  readonly path: string;
  readonly database: DatabaseSync;
  readonly log: ChangeLog;
  gate(): WriteGate;
  setGate(gate: WriteGate): void;
  /** What the writer of the newest epoch here said of it; undefined while nobody said anything. */
  newestEpoch(): EpochStatement | undefined;
  /** Says something of an epoch, as a change of its own that goes to all copies; call it in {@link ChangeFile.atomically}. */
  declare(said: EpochStatement, nowMs: number): ChangeMark;
  /** What the node remembers under a name, as JSON. */
  state(name: string): unknown;
  setState(name: string, value: unknown): void;
  /** Takes the write lock first; what `work` sees stays true until all of it is committed. */
  atomically<Result>(work: () => Result): Result;
  close(): void;
}

export interface ChangeFileOptions {
  /** `process`: a commit survives a crash of the program but not of the host; for tests. */
  readonly durability?: "host" | "process";
}

/** How long another process may hold the write lock. */
const LOCK_LIMIT_MS = 5000;

/** Opens a file that keeps a log of changes, and makes an empty one, which is nobody's to write, when there is none. */
export function openChangeFile(path: string, { durability = "host" }: ChangeFileOptions = {}): ChangeFile {
  const database = open(path, durability);
  const readGate = createGateReader(database);
  const readState = database.prepare("SELECT value FROM multisite_state WHERE name = ?");
  const putState = database.prepare(
    "INSERT INTO multisite_state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  );
  const log = createChangeLog(database);
  const epochs = createEpochStatements(database, log);
  return {
    path,
    database,
    log,
    newestEpoch: epochs.newest,
    declare: epochs.declare,
    gate: readGate,
    setGate: (gate) => writeGate(database, gate),
    state(name) {
      const row = readState.get(name) as { value: string } | undefined;
      return row && JSON.parse(row.value);
    },
    setState: (name, value) => void putState.run(name, JSON.stringify(value)),
    atomically(work) {
      database.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        database.exec("COMMIT");
        return result;
      } catch (thrown) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw thrown;
      }
    },
    close: () => database.close(),
  };
}

function open(path: string, durability: "host" | "process"): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    createPrivateFile(path);
    // Without foreign keys: a changeset has their effects in it, and would find nothing left to do.
    database = new DatabaseSync(path, { timeout: LOCK_LIMIT_MS, enableForeignKeyConstraints: false });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability === "host" ? "FULL" : "OFF"}`);
    database.exec(CHANGE_SCHEMA);
    return database;
  } catch (cause) {
    database?.close();
    throw new MultisiteError(
      "kernel.changes.open",
      `The database file ${path} cannot be opened; check that its directory exists, has space and is writable for this user.`,
      { cause, detail: messageOf(cause) },
    );
  }
}
