import type { MariadbConnection } from "@multisite/kernel/sql";
import { type ComparedTable, quoted, quotedList, quotedTable } from "./tables.ts";

export type KeyValue = string | number | null;
type Key = readonly KeyValue[];

/** Rows of one table whose key is above `after` and not above `upTo`; without the one or the other it is open. */
export interface Chunk {
  readonly table: ComparedTable;
  readonly after?: Key;
  readonly upTo?: Key;
}

/** Number of rows of a chunk, and a sum over all that is in them. */
export interface ChunkSum {
  readonly rows: number;
  readonly sum: string;
}

/** A condition, and the values in it. */
export interface Condition {
  readonly sql: string;
  readonly values: readonly KeyValue[];
}

/** Cuts a table in pieces of so many rows. They cover every row that another copy of the table may have. */
export async function cutChunks(
  connection: MariadbConnection,
  table: ComparedTable,
  chunkRows: number,
): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  let after: Key | undefined;
  for (;;) {
    const { sql, values } = within({ table, ...(after === undefined ? {} : { after }) });
    const keys = quotedList(table.key);
    const [row] = await connection.all(
      `SELECT ${keys} FROM ${quotedTable(table)} WHERE ${sql} ORDER BY ${keys} LIMIT 1 OFFSET ${chunkRows - 1}`,
      values,
    );
    if (row === undefined) return [...chunks, { table, ...(after === undefined ? {} : { after }) }];
    const upTo = table.key.map((column) => row[column] as KeyValue);
    chunks.push({ table, ...(after === undefined ? {} : { after }), upTo });
    after = upTo;
  }
}

/** Sums of several chunks in one question, so that a far server is asked seldom. */
export async function sumChunks(connection: MariadbConnection, chunks: readonly Chunk[]): Promise<readonly ChunkSum[]> {
  const parts = chunks.map((chunk, index) => {
    const { sql, values } = within(chunk);
    // Two halves of each row's MD5, each summed by itself.
    const half = (start: number): string => `CAST(BIT_XOR(CAST(CONV(SUBSTRING(h, ${start}, 16), 16, 10) AS UNSIGNED)) AS CHAR)`;
    return {
      sql: `SELECT ${index} AS n, COUNT(*) AS r, ${half(1)} AS a, ${half(17)} AS b FROM (SELECT ${rowHash(chunk.table)} AS h FROM ${quotedTable(chunk.table)} WHERE ${sql}) AS t${index}`,
      values,
    };
  });
  const rows = await connection.all(
    parts.map(({ sql }) => sql).join(" UNION ALL "),
    parts.flatMap(({ values }) => values),
    { timeoutMs: 60_000 },
  );
  const byNumber = new Map(rows.map((row) => [Number(row.n), { rows: Number(row.r), sum: `${row.a}-${row.b}` }]));
  return chunks.map((_, index) => byNumber.get(index) ?? { rows: 0, sum: "0-0" });
}

/** MD5 over all columns of a row; NULL differs from everything else. */
export function rowHash({ columns }: ComparedTable): string {
  return `MD5(CONCAT_WS(',', ${columns.map((column) => `IFNULL(HEX(CAST(${quoted(column)} AS BINARY)), '-')`).join(", ")}))`;
}

/** The condition of a chunk's rows, in the order of the key. */
export function within({ table, after, upTo }: Chunk): Condition {
  const parts = [
    ...(after === undefined ? [] : [above(table.key, after)]),
    ...(upTo === undefined ? [] : [negated(above(table.key, upTo))]),
  ];
  if (parts.length === 0) return { sql: "TRUE", values: [] };
  return { sql: parts.map(({ sql }) => `(${sql})`).join(" AND "), values: parts.flatMap(({ values }) => values) };
}

/** Key columns one after the other: `a > ? OR (a = ? AND (b > ?))`. */
function above([column = "", ...rest]: readonly string[], [value = null, ...others]: Key): Condition {
  const name = quoted(column);
  if (rest.length === 0) return { sql: `${name} > ?`, values: [value] };
  const deeper = above(rest, others);
  return { sql: `${name} > ? OR (${name} = ? AND (${deeper.sql}))`, values: [value, value, ...deeper.values] };
}

function negated({ sql, values }: Condition): Condition {
  return { sql: `NOT (${sql})`, values };
}
