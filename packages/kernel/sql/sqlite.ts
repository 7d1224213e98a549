import { DatabaseSync, type StatementSync } from "node:sqlite";
import { Kysely, type SqliteDatabase, SqliteDialect } from "kysely";
import { type ChangeRecorder, createChangeRecorder } from "../changes/index.ts";
import type { Clock } from "../clock/index.ts";
import { MultisiteError, messageOf } from "../errors/index.ts";
import { isReadOnly } from "./failures.ts";
import { createPrivateFile } from "./private-file.ts";
import { createTurnReads } from "./sqlite-reads.ts";
import type { Revision, SqlDatabase, SqlLocation } from "./types.ts";

type SqliteLocation = Extract<SqlLocation, { kind: "sqlite" }>;

/**
 * Opens a SQLite file with two connections: one for the query builder, one for raw reads. In WAL mode a raw read sees
 * exactly what is committed, whatever transaction is open on the other connection. Writes to a file that keeps a log of its
 * changes are recorded there.
 */
export function openSqlite<Tables>(location: SqliteLocation, clock: Clock): SqlDatabase<Tables> {
  const writer = openConnection(location.path, location.readOnly ?? false);
  const reader = openReader(location, writer);
  const reads = createTurnReads(reader);
  const { revision } = reads;
  const recorder = location.readOnly === true ? undefined : createChangeRecorder(writer, clock.nowMs);
  const query = new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKyselyDatabase(writer, revision, recorder) }) });
  return {
    engine: "sqlite",
    query,
    async transaction(work) {
      try {
        return await query.transaction().execute(work);
      } finally {
        // Also after a failure: a commit whose answer was lost may have been made.
        revision.advance();
      }
    },
    raw: reads.raw,
    revision,
    async close() {
      await query.destroy();
      reads.end();
      reader.close();
    },
  };
}

function openReader({ path, readOnly }: SqliteLocation, writer: DatabaseSync): DatabaseSync {
  try {
    return openConnection(path, readOnly ?? false);
  } catch (thrown) {
    writer.close();
    throw thrown;
  }
}

/** How long another process may hold the write lock; nothing else of this process goes on meanwhile. */
const LOCK_LIMIT_MS = 3000;

const SQLITE_NOTADB = 26;

function openConnection(path: string, readOnly: boolean): DatabaseSync {
  let connection: DatabaseSync | undefined;
  try {
    if (!readOnly) createPrivateFile(path);
    connection = new DatabaseSync(path, { readOnly, timeout: LOCK_LIMIT_MS });
    // Reads the file, so that what is no database is said here.
    connection.exec("PRAGMA foreign_keys = ON; PRAGMA schema_version");
    if (!readOnly) prepareWrites(connection);
    return connection;
  } catch (cause) {
    connection?.close();
    const isNoDatabase = (cause as { errcode?: unknown }).errcode === SQLITE_NOTADB;
    const text = isNoDatabase
      ? `The file ${path} is no SQLite database; name another one.`
      : `The database file ${path} cannot be opened; check that its directory exists and is writable for this user.`;
    throw new MultisiteError("kernel.sql.open", text, { cause, detail: messageOf(cause) });
  }
}

/** A file that this user may only read is as good as a replica: it is opened, and each write fails as read-only. */
function prepareWrites(connection: DatabaseSync): void {
  try {
    connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  } catch (thrown) {
    if (!isReadOnly(thrown)) throw thrown;
  }
}

/** Kysely's SQLite dialect expects the shape of better-sqlite3; node:sqlite differs in `reader` and in spread parameters. */
function asKyselyDatabase(connection: DatabaseSync, revision: Revision, recorder: ChangeRecorder | undefined): SqliteDatabase {
  return {
    close: () => connection.close(),
    prepare(sql) {
      const control = recorder && transactionControl(recorder, sql);
      if (control) return control;
      const statement: StatementSync = connection.prepare(sql);
      const isReader = statement.columns().length > 0;
      const watch = <Result>(run: () => Result): Result =>
        recorder !== undefined && IS_WRITE.test(sql) ? record(connection, recorder, run) : run();
      return {
        reader: isReader,
        all: (parameters) => watch(() => statement.all(...(parameters as never[]))),
        run(parameters) {
          const result = watch(() => statement.run(...(parameters as never[])));
          if (!connection.isTransaction) revision.advance();
          return { changes: Number(result.changes), lastInsertRowid: Number(result.lastInsertRowid) };
        },
        iterate: (parameters) => statement.iterate(...(parameters as never[])) as IterableIterator<unknown>,
      };
    },
  };
}

const IS_WRITE = /^\s*(insert|update|delete|replace|with\b[\s\S]*\b(insert|update|delete|replace))\b/i;

/** What Kysely's driver sends around the statements of a transaction. */
function transactionControl(recorder: ChangeRecorder, sql: string): ReturnType<SqliteDatabase["prepare"]> | undefined {
  if (sql !== "begin" && sql !== "commit" && sql !== "rollback") return undefined;
  return {
    reader: false,
    all: () => [],
    run() {
      recorder[sql]();
      return { changes: 0, lastInsertRowid: 0 };
    },
    iterate: () => [][Symbol.iterator](),
  };
}

function record<Result>(connection: DatabaseSync, recorder: ChangeRecorder, run: () => Result): Result {
  if (!connection.isTransaction) return recorder.single(run);
  try {
    return run();
  } catch (thrown) {
    throw recorder.explain(thrown);
  }
}
