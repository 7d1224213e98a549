import type { EngineKind } from "@multisite/kernel/sql";
import { type Kysely, sql } from "kysely";
import type { IdentityDatabase, Queries } from "../store/database.ts";
import type { BackupRecord, Cell } from "./records.ts";

/** Keystone's record of its schema; the manifest carries it. */
const SCHEMA_TABLE = "alembic_version";
const ROOT_DOMAIN_ID = "<<keystone.domain.root>>";
const ROWS_PER_RECORD = 200;

/** Tables by name, whatever they are: a backup takes what is there. */
type AnyTables = Record<string, Record<string, Cell>>;

export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  /** Columns whose text differs between the engines. */
  readonly datetimeColumns: ReadonlySet<string>;
}

/** Tables of a star's replication on the embedded engine, which are no identity data. */
const REPLICATION_TABLE = /^multisite_/;

/** The tables of the database, without the one that records the schema. */
export async function inspectTables(database: IdentityDatabase): Promise<TableShape[]> {
  const tables = await database.query.introspection.getTables();
  return tables
    .filter(({ name, isView }) => name !== SCHEMA_TABLE && !REPLICATION_TABLE.test(name) && !isView)
    .map(({ name, columns }) => ({
      name,
      columns: columns.map((column) => column.name),
      datetimeColumns: new Set(
        columns.filter(({ dataType }) => /^(datetime|timestamp)/i.test(dataType)).map((column) => column.name),
      ),
    }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** Writes all rows as they are at one moment: in one transaction that sees none of the changes made meanwhile. */
export async function dumpTables(
  database: IdentityDatabase,
  tables: readonly TableShape[],
  write: (record: BackupRecord) => Promise<void>,
): Promise<number> {
  const begin = database.query.transaction();
  const transaction =
    database.engine === "mariadb" ? begin.setIsolationLevel("repeatable read").setAccessMode("read only") : begin;
  return transaction.execute(async (queries) => {
    let count = 0;
    for (const { name, columns } of tables) {
      await write({ kind: "table", name, columns });
      let rows: Cell[][] = [];
      for await (const row of anyTables(queries).selectFrom(name).selectAll().stream(ROWS_PER_RECORD)) {
        rows.push(columns.map((column) => toCell(row[column], name)));
        count++;
        if (rows.length < ROWS_PER_RECORD) continue;
        await write({ kind: "rows", rows });
        rows = [];
      }
      if (rows.length > 0) await write({ kind: "rows", rows });
    }
    return count;
  });
}

function toCell(value: unknown, table: string): Cell {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  throw new TypeError(`a column of ${table} holds ${typeof value}, which no table of Keystone does`);
}

/** Whether there is any row but the root of all domains, which comes with the tables. */
export async function hasRows(queries: Queries, tables: readonly TableShape[]): Promise<boolean> {
  for (const { name } of tables) {
    const any = anyTables(queries).selectFrom(name).select(sql<number>`1`.as("one")).limit(1);
    const row = await (name === "project" ? any.where("id", "!=", ROOT_DOMAIN_ID) : any).executeTakeFirst();
    if (row) return true;
  }
  return false;
}

/**
 * Lets rows come in any order: on SQLite references are checked at the commit, on MariaDB not at all, since the rows were
 * consistent where they come from.
 */
export async function withoutReferenceOrder<Result>(
  engine: EngineKind,
  queries: Queries,
  work: () => Promise<Result>,
): Promise<Result> {
  if (engine === "sqlite") {
    await sql`PRAGMA defer_foreign_keys = ON`.execute(queries);
    return work();
  }
  await sql`SET FOREIGN_KEY_CHECKS = 0`.execute(queries);
  try {
    return await work();
  } finally {
    await sql`SET FOREIGN_KEY_CHECKS = 1`.execute(queries);
  }
}

export async function deleteAllRows(queries: Queries, tables: readonly TableShape[]): Promise<void> {
  for (const { name } of tables) await anyTables(queries).deleteFrom(name).execute();
}

/** Inserts rows whose cells stand in the order of `columns`. */
export async function insertRows(
  engine: EngineKind,
  queries: Queries,
  table: TableShape,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Promise<void> {
  const values = rows.map((row) =>
    Object.fromEntries(
      columns.map((column, index) => {
        const cell = row[index] ?? null;
        return [column, table.datetimeColumns.has(column) ? toEngineTime(engine, cell) : cell];
      }),
    ),
  );
  await anyTables(queries).insertInto(table.name).values(values).execute();
}

/** MariaDB's columns hold whole seconds; SQLAlchemy writes SQLite's with six digits, and texts are compared as texts. */
function toEngineTime(engine: EngineKind, cell: Cell): Cell {
  if (typeof cell !== "string") return cell;
  if (engine === "mariadb") return cell.slice(0, 19);
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(cell) ? `${cell}.000000` : cell;
}

function anyTables(queries: Queries): Kysely<AnyTables> {
  return queries as unknown as Kysely<AnyTables>;
}
