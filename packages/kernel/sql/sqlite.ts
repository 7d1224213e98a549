import { DatabaseSync, type StatementSync } from "node:sqlite";
import { Kysely, type SqliteDatabase, SqliteDialect } from "kysely";
import { MultisiteError, messageOf } from "../errors/index.ts";
import type { RawReader, RawRow, Revision, SqlDatabase, SqlLocation } from "./types.ts";

/**
 * Opens a SQLite file with two connections: one for the query builder, one for raw reads. In WAL mode a raw read sees
 * exactly what is committed, whatever transaction is open on the other connection.
 */
export function openSqlite<Tables>(location: Extract<SqlLocation, { kind: "sqlite" }>): SqlDatabase<Tables> {
  const writer = openConnection(location.path, location.readOnly ?? false);
  const reader = openConnection(location.path, location.readOnly ?? false);
  const revision = createSqliteRevision(reader);
  const query = new Kysely<Tables>({ dialect: new SqliteDialect({ database: asKyselyDatabase(writer, revision) }) });
  return {
    engine: "sqlite",
    query,
    async transaction(work) {
      const result = await query.transaction().execute(work);
      revision.advance();
      return result;
    },
    raw: createRawReader(reader),
    revision,
    async close() {
      await query.destroy();
      reader.close();
    },
  };
}

function openConnection(path: string, readOnly: boolean): DatabaseSync {
  try {
    const connection = new DatabaseSync(path, { readOnly, timeout: 10_000 });
    connection.exec("PRAGMA foreign_keys = ON");
    if (!readOnly) connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    return connection;
  } catch (cause) {
    throw new MultisiteError(
      "kernel.sql.open",
      `The database file ${path} cannot be opened; check that its directory exists and is writable for this user.`,
      { cause, detail: messageOf(cause) },
    );
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

function createRawReader(connection: DatabaseSync): RawReader {
  const statements = new Map<string, StatementSync>();
  return {
    all(sql, parameters) {
      let statement = statements.get(sql);
      if (!statement) {
        statement = connection.prepare(sql);
        statements.set(sql, statement);
      }
      return statement.all(...parameters) as RawRow[];
    },
  };
}

/**
 * `PRAGMA data_version` changes when another connection, of this process or another, has committed; asking costs about a
 * microsecond, so that on SQLite the bound on stale answers is zero (sqlite.org/pragma.html#pragma_data_version).
 */
function createSqliteRevision(reader: DatabaseSync): Revision {
  const statement = reader.prepare("PRAGMA data_version");
  statement.setReturnArrays(true);
  let ownWrites = 0;
  let lastVersion = -1;
  let changes = 0;
  return {
    current() {
      const version = (statement.get() as unknown as [number])[0];
      if (version !== lastVersion) {
        lastVersion = version;
        changes++;
      }
      return changes + ownWrites;
    },
    advance() {
      ownWrites++;
    },
  };
}
