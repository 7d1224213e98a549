import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { MultisiteError, messageOf } from "../errors/index.ts";
import { chainHash } from "./chain.ts";
import { tableChecksums } from "./checksum.ts";
import { writeGate } from "./gate.ts";
import { createChangeLog } from "./log.ts";
import { CHANGE_SCHEMA, hasChangeLog } from "./schema.ts";

export interface EnableOptions {
  readonly epoch: string;
  readonly needsConfirmation: boolean;
  readonly nowMs: number;
}

/**
 * Makes a database file keep a log of its changes from now on, with `epoch` as that of its writer. No other process may have it
 * open, as one that opened it before would write without recording. Does nothing to a file that keeps one already.
 *
 * @throws MultisiteError `kernel.changes.missing`, `kernel.changes.in_use`
 */
export function enableChangeLog(path: string, { epoch, needsConfirmation, nowMs }: EnableOptions): void {
  if (!existsSync(path)) {
    throw new MultisiteError("kernel.changes.missing", `There is no database file ${path} to replicate; make it first.`);
  }
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    if (hasChangeLog(database)) return;
    requireAlone(database, path);
    database.exec("BEGIN EXCLUSIVE");
    // The origin stands for all the data that is there, so that no two databases of other content have a common past.
    const content = JSON.stringify(tableChecksums(database));
    database.exec(CHANGE_SCHEMA);
    const origin = { epoch, sequence: 1, changeset: new Uint8Array() };
    createChangeLog(database).take({ ...origin, chainHash: chainHash(content, origin), committedAtMs: nowMs });
    writeGate(database, { writes: "open", epoch, needsConfirmation });
    database.exec("COMMIT; PRAGMA journal_mode = WAL");
  } finally {
    database.close();
  }
}

/** Only the one connection to a file can take it out of WAL mode (sqlite.org/wal.html). */
function requireAlone(database: DatabaseSync, path: string): void {
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.exec("PRAGMA journal_mode = DELETE");
  } catch (cause) {
    throw new MultisiteError(
      "kernel.changes.in_use",
      `Another process has the database file ${path} open; stop it, as what it writes would not be replicated, then start again.`,
      { cause, detail: messageOf(cause) },
    );
  }
}
