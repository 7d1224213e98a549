import type { DatabaseSync } from "node:sqlite";
import type { RawReader, RawRow, Revision } from "./types.ts";

/** Raw reads on a connection of their own, and the revision that they see. */
export interface TurnReads {
  readonly raw: RawReader;
  readonly revision: Revision;
  /** Ends the current snapshot; the next read begins another. */
  end(): void;
}

/**
 * All raw reads of one turn of the event loop are one read transaction: they see one state of the data, and pay for the file
 * locks once (about 2 µs) and not for each statement. The transaction ends with the turn, or with a write of this process, so
 * that a read after a write always sees it.
 *
 * The revision is asked at the start of the transaction by `PRAGMA data_version`, which changes when another connection, of
 * this process or another, has committed (sqlite.org/pragma.html#pragma_data_version). All requests of a turn had arrived
 * before the turn began, and so before it was asked.
 */
export function createTurnReads(connection: DatabaseSync): TurnReads {
  const statements = new Map<string, PreparedRead>();
  const begin = connection.prepare("BEGIN");
  const commit = connection.prepare("COMMIT");
  const dataVersion = connection.prepare("PRAGMA data_version");
  dataVersion.setReturnArrays(true);
  let reading = false;
  let lastVersion = -1;
  let changes = 0;
  let ownWrites = 0;

  function end(): void {
    if (!reading) return;
    reading = false;
    commit.run();
  }

  function start(): void {
    if (reading) return;
    begin.run();
    reading = true;
    setImmediate(end);
    const version = (dataVersion.get() as unknown as [number])[0];
    if (version !== lastVersion) changes++;
    lastVersion = version;
  }

  return {
    end,
    raw: {
      all(sql, parameters) {
        start();
        let read = statements.get(sql);
        if (!read) {
          read = prepareRead(connection, sql);
          statements.set(sql, read);
        }
        return read(parameters);
      },
    },
    revision: {
      current() {
        start();
        return changes + ownWrites;
      },
      advance() {
        ownWrites++;
        end();
      },
    },
  };
}

type Parameters = readonly (string | number | null)[];

type PreparedRead = (parameters: Parameters) => RawRow[];

/** Rows come as arrays and get their names here, which costs less than objects that SQLite's binding makes. */
function prepareRead(connection: DatabaseSync, sql: string): PreparedRead {
  const statement = connection.prepare(sql);
  statement.setReturnArrays(true);
  const names = statement.columns().map((column) => column.name);
  return (parameters) => {
    const rows = statement.all(...parameters) as unknown as RawRow[string][][];
    return rows.map((values) => {
      const row: RawRow = {};
      for (let index = 0; index < names.length; index++) row[names[index] as string] = values[index] as RawRow[string];
      return row;
    });
  };
}
