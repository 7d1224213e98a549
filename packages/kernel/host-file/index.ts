import { DatabaseSync } from "node:sqlite";
import { createPrivateFile } from "../sql/index.ts";

/** A small SQLite file of one host, which its processes share. */
export interface HostFile {
  readonly database: DatabaseSync;
  /** Takes the write lock first: between a look and a write, no other process of the host gets in. */
  atomically<Result>(work: () => Result): Result;
}

/**
 * Opens the file, readable by its owner only, and makes it when there is none; in memory without a path. A commit is on the disk
 * when the call returns if `durable` (a journal), else it survives a crash of the process but not of the host.
 *
 * @throws what SQLite says; the caller names the file in its own words
 */
export function openHostFile(path: string | undefined, schema: string, { durable = false } = {}): HostFile {
  let database: DatabaseSync | undefined;
  try {
    if (path !== undefined) createPrivateFile(path);
    database = new DatabaseSync(path ?? ":memory:", { timeout: 10_000 });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durable ? "FULL" : "NORMAL"}`);
    database.exec(schema);
    return control(database);
  } catch (thrown) {
    database?.close();
    throw thrown;
  }
}

function control(database: DatabaseSync): HostFile {
  return {
    database,
    atomically(work) {
      database.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        database.exec("COMMIT");
        return result;
      } catch (thrown) {
        database.exec("ROLLBACK");
        throw thrown;
      }
    },
  };
}
