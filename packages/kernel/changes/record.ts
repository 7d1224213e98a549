import type { DatabaseSync, Session } from "node:sqlite";
import { MultisiteError } from "../errors/index.ts";
import { noteRecorded } from "./commit-scope.ts";
import { createGateReader } from "./gate.ts";
import { createChangeLog } from "./log.ts";
import { hasChangeLog } from "./schema.ts";
import type { WriteGate } from "./types.ts";

/** Stands in for the beginning and end of a connection's transactions, and keeps what they changed. */
export interface ChangeRecorder {
  begin(): void;
  commit(): void;
  rollback(): void;
  /** A statement that is a transaction of its own. */
  single<Result>(run: () => Result): Result;
  /** Why a write failed, when the gate is the reason. */
  explain(thrown: unknown): unknown;
}

/** SQLITE_READONLY */
const READ_ONLY = 8;

/**
 * Recording for a connection to a file that keeps a log of changes; undefined for every other file. The log row is written in the
 * transaction that it tells of, so any number of processes may write, and a crash loses or keeps both.
 */
export function createChangeRecorder(database: DatabaseSync, nowMs: () => number): ChangeRecorder | undefined {
  if (!hasChangeLog(database)) return undefined;
  // What was acknowledged outlives a power failure: others have copied it and count on it.
  database.exec("PRAGMA synchronous = FULL");
  const readGate = createGateReader(database);
  const log = createChangeLog(database);
  let isReadOnly = false;
  let session: Session | undefined;
  let gate: WriteGate = { writes: "elsewhere" };

  const setReadOnly = (wanted: boolean): void => {
    if (wanted !== isReadOnly) database.exec(`PRAGMA query_only = ${wanted ? "ON" : "OFF"}`);
    isReadOnly = wanted;
  };
  const endSession = (): Uint8Array => {
    try {
      return session?.changeset() ?? new Uint8Array();
    } finally {
      session?.close();
      session = undefined;
    }
  };
  const keep = (changeset: Uint8Array): void => {
    if (gate.writes !== "open") return;
    const { epoch, needsConfirmation } = gate;
    const mark = log.add({ epoch, changeset, committedAtMs: nowMs() });
    database.exec("COMMIT");
    noteRecorded({ ...mark, needsConfirmation });
  };
  const recorder: ChangeRecorder = {
    begin() {
      gate = readGate();
      if (gate.writes === "open") {
        setReadOnly(false);
        // At once, as a transaction that takes the lock later fails when another process has written in between.
        database.exec("BEGIN IMMEDIATE");
        // Again, now that nobody can change it.
        gate = readGate();
        if (gate.writes === "open") session = database.createSession();
      } else database.exec("BEGIN");
      setReadOnly(gate.writes !== "open");
    },
    commit() {
      const changeset = endSession();
      if (changeset.length > 0) keep(changeset);
      else database.exec("COMMIT");
      setReadOnly(true);
    },
    rollback() {
      setReadOnly(true);
      session?.close();
      session = undefined;
      // What failed may have ended it.
      if (database.isTransaction) database.exec("ROLLBACK");
    },
    single(run) {
      recorder.begin();
      try {
        const result = run();
        recorder.commit();
        return result;
      } catch (thrown) {
        recorder.rollback();
        throw recorder.explain(thrown);
      }
    },
    explain(thrown) {
      const code = (thrown as { errcode?: unknown } | null)?.errcode;
      if (gate.writes !== "refused" || typeof code !== "number" || (code & 0xff) !== READ_ONLY) return thrown;
      return new MultisiteError("kernel.changes.refused", gate.reason, { cause: thrown });
    },
  };
  // Also at the writer: nothing is written but in between.
  setReadOnly(true);
  return recorder;
}
