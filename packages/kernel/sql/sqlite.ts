import { DatabaseSync, type StatementSync } from "node:sqlite";
import { Kysely, type SqliteDatabase, SqliteDialect } from "kysely";
import { MultisiteError, messageOf } from "../errors/index.ts";
import { isReadOnly } from "./failures.ts";
import { createPrivateFile } from "./private-file.ts";
import { createTurnReads } from "./sqlite-reads.ts";
import type { Revision, SqlDatabase, SqlLocation } from "./types.ts";

type SqliteLocation = Extract<SqlLocation, { kind: "sqlite" }>;

/**
 * Opens a SQLite file with two connections: one for the query builder, one for raw reads. In WAL mode a raw read sees
 * exactly what is committed, whatever transaction is open on the other connection.
 */
export function openSqlite<Tables>(location: SqliteLocation): SqlDatabase<Tables> {
  const writer = openConnection(location.path, location.readOnly ?? false);
  const reader = openReader(location, writer);
  const reads = createTurnReads(reader);
  const { revision } = reads;
  const query = new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKyselyDatabase(writer, revision) }) });
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
function asKyselyDatabase(connection: DatabaseSync, revision: Revision): SqliteDatabase {
  return {
    close: () => connection.close(),
    prepare(sql) {
      const statement: StatementSync = connection.prepare(sql);
      const isReader = statement.columns().length > 0;
      return {
        reader: isReader,
        all: (parameters) => statement.all(...(parameters as never[])),
        run(parameters) {
          const result = statement.run(...(parameters as never[]));
          if (!connection.isTransaction) revision.advance();
          return { changes: Number(result.changes), lastInsertRowid: Number(result.lastInsertRowid) };
        },
        iterate: (parameters) => statement.iterate(...(parameters as never[])) as IterableIterator<unknown>,
      };
    },
  };
}
