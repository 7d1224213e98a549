import type { MariadbConnection, RawRow } from "@multisite/kernel/sql";
import { type Chunk, type Condition, type KeyValue, rowHash, within } from "./chunks.ts";
import { type ComparedTable, quoted, quotedList, quotedTable } from "./tables.ts";

/** A row that is not the same in two copies. */
export interface RowDifference {
  readonly table: ComparedTable;
  readonly key: readonly KeyValue[];
  /** Hash of the row; undefined: it is not there. */
  readonly here?: string;
  readonly there?: string;
}

/** Rows of a chunk that differ, by their key. */
export async function compareRows(
  here: MariadbConnection,
  there: MariadbConnection,
  chunk: Chunk,
): Promise<readonly RowDifference[]> {
  const { table } = chunk;
  const [ours, theirs] = await Promise.all([here, there].map((connection) => readHashes(connection, table, within(chunk))));
  return differing(table, ours ?? new Map(), theirs ?? new Map());
}

/** Which of these rows still differ, as both copies are now. */
export async function compareAgain(
  here: MariadbConnection,
  there: MariadbConnection,
  before: readonly RowDifference[],
): Promise<readonly RowDifference[]> {
  const again: RowDifference[] = [];
  for (const [table, rows] of Map.groupBy(before, (one) => one.table)) {
    for (let start = 0; start < rows.length; start += 200) {
      const condition = anyOf(
        table,
        rows.slice(start, start + 200).map(({ key }) => key),
      );
      const [ours, theirs] = await Promise.all([here, there].map((connection) => readHashes(connection, table, condition)));
      again.push(...differing(table, ours ?? new Map(), theirs ?? new Map()));
    }
  }
  return again;
}

/** One whole row; undefined when it is not there. */
export async function readRow(
  connection: MariadbConnection,
  table: ComparedTable,
  key: readonly KeyValue[],
): Promise<RawRow | undefined> {
  const { sql, values } = anyOf(table, [key]);
  const [row] = await connection.all(`SELECT * FROM ${quotedTable(table)} WHERE ${sql}`, values);
  return row;
}

/** The condition of rows that have one of the keys. */
function anyOf(table: ComparedTable, keys: readonly (readonly KeyValue[])[]): Condition {
  const one = `(${table.key.map((column) => `${quoted(column)} <=> ?`).join(" AND ")})`;
  return { sql: keys.map(() => one).join(" OR "), values: keys.flat() };
}

interface HashedRow {
  readonly key: readonly KeyValue[];
  readonly hash: string;
}

async function readHashes(
  connection: MariadbConnection,
  table: ComparedTable,
  { sql, values }: Condition,
): Promise<ReadonlyMap<string, HashedRow>> {
  const rows = await connection.all(
    `SELECT ${quotedList(table.key)}, ${rowHash(table)} AS \`:hash\` FROM ${quotedTable(table)} WHERE ${sql}`,
    values,
    { timeoutMs: 60_000 },
  );
  return new Map(
    rows.map((row) => {
      const key = table.key.map((column) => row[column] as KeyValue);
      return [JSON.stringify(key), { key, hash: String(row[":hash"]) }];
    }),
  );
}

function differing(
  table: ComparedTable,
  ours: ReadonlyMap<string, HashedRow>,
  theirs: ReadonlyMap<string, HashedRow>,
): readonly RowDifference[] {
  const all = new Map([...theirs, ...ours]);
  return [...all].flatMap(([text, { key }]) => {
    const [here, there] = [ours.get(text)?.hash, theirs.get(text)?.hash];
    if (here === there) return [];
    return [{ table, key, ...(here === undefined ? {} : { here }), ...(there === undefined ? {} : { there }) }];
  });
}
