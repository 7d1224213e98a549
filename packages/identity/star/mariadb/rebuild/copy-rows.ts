import type { MariadbConnection, RawRow } from "@multisite/kernel/sql";
import { within } from "../verify/chunks.ts";
import { type ComparedTable, quoted, quotedList, quotedTable } from "../verify/tables.ts";

/** Rows that are fetched at once, and bytes of values that are written at once: what is in memory. */
const ROWS = 1000;
const BYTES = 1_000_000;
/** A statement of this size is a second's work; a busy disk may take thirty times that. */
const STATEMENT = { timeoutMs: 60_000 };

type Values = (string | number | null)[];

/** Copies a table's rows in the order of its key; bytes travel as hexadecimal text. Returns how many rows there were. */
export async function copyRows(from: MariadbConnection, to: MariadbConnection, table: ComparedTable): Promise<number> {
  const isBinary = (column: string): boolean => table.binaryColumns.includes(column);
  const selected = table.columns.map((name) => (isBinary(name) ? `HEX(${quoted(name)}) AS ${quoted(name)}` : quoted(name)));
  const one = `(${table.columns.map((column) => (isBinary(column) ? "UNHEX(?)" : "?")).join(", ")})`;
  const insert = `INSERT INTO ${quotedTable(table)} (${quotedList(table.columns)}) VALUES `;
  let after: Values | undefined;
  let copied = 0;
  for (;;) {
    const { sql, values } = within({ table, ...(after === undefined ? {} : { after }) });
    const rows = await from.all(
      `SELECT ${selected.join(", ")} FROM ${quotedTable(table)} WHERE ${sql} ORDER BY ${quotedList(table.key)} LIMIT ${ROWS}`,
      values,
      STATEMENT,
    );
    for (const part of inParts(rows.map((row) => valuesOf(row, table.columns)))) {
      await to.all(insert + part.map(() => one).join(", "), part.flat(), STATEMENT);
    }
    copied += rows.length;
    const last = rows.at(-1);
    if (rows.length < ROWS || last === undefined) return copied;
    after = valuesOf(last, table.key);
  }
}

function valuesOf(row: RawRow, columns: readonly string[]): Values {
  return columns.map((column) => row[column] as string | number | null);
}

function* inParts(rows: readonly Values[]): Generator<readonly Values[]> {
  let part: Values[] = [];
  let bytes = 0;
  for (const row of rows) {
    part.push(row);
    bytes += row.reduce<number>((total, value) => total + String(value).length, 0);
    if (bytes < BYTES) continue;
    yield part;
    part = [];
    bytes = 0;
  }
  if (part.length > 0) yield part;
}
