import { DatabaseSync } from "node:sqlite";
import { MultisiteError, messageOf } from "../errors/index.ts";
import { createPrivateFile } from "../sql/index.ts";

export { oncePerTurn } from "./turn.ts";

/** A small SQLite file of one host, which its processes share. */
export interface HostFile {
  readonly database: DatabaseSync;
  /** Takes the write lock first: between a look and a write, no other process of the host gets in. */
  atomically<Result>(work: () => Result): Result;
}

export interface HostFileOptions {
  /** In memory when unset, and then lost at the end of the process. */
  readonly path: string | undefined;
  readonly schema: string;
  /** Such as `facts file`, for the error. */
  readonly called: string;
  /** Of the error when it cannot be opened. */
  readonly errorCode: string;
  /** A commit is on the disk when the call returns; else it survives a crash of the process, but not of the host. */
  readonly isDurable?: boolean;
}

/**
 * Opens the file, readable by its owner only, and makes it when there is none.
 *
 * @throws MultisiteError `errorCode`
 */
export function openHostFile({ path, schema, called, errorCode, isDurable = false }: HostFileOptions): HostFile {
  let database: DatabaseSync | undefined;
  try {
    if (path !== undefined) createPrivateFile(path);
    database = new DatabaseSync(path ?? ":memory:", { timeout: 10_000 });
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${isDurable ? "FULL" : "NORMAL"}`);
    database.exec(schema);
    return control(database);
  } catch (cause) {
    database?.close();
    throw new MultisiteError(
      errorCode,
      `The ${called} ${path} cannot be opened; check that its directory exists and is writable for this user.`,
      { cause, detail: messageOf(cause) },
    );
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
        // What failed may have ended it.
        if (database.isTransaction) database.exec("ROLLBACK");
        throw thrown;
      }
    },
  };
}
