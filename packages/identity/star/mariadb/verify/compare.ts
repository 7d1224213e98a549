import type { MariadbConnection } from "@multisite/kernel/sql";
import { type Chunk, cutChunks, sumChunks } from "./chunks.ts";
import { compareRows, type RowDifference } from "./rows.ts";
import { type ComparedTable, readTables } from "./tables.ts";

export interface CompareOptions {
  readonly schemas: readonly string[];
  /** Rows that are summed at once; bounds the work of one statement at either server. */
  readonly chunkRows?: number;
  /** Rows whose keys are kept when they differ; more are only counted. */
  readonly keptRows?: number;
}

/** What came of comparing two copies. */
export interface Comparison {
  readonly tables: number;
  readonly rows: number;
  readonly chunks: number;
  /** Tables that are not the same by their columns, or are only in one of them. */
  readonly differentTables: readonly string[];
  /** Tables whose sums differ, and of which no row does: they have rows without a key, or changed in between. */
  readonly unexplained: readonly string[];
  readonly differences: readonly RowDifference[];
  /** With those that were not kept. */
  readonly differentRows: number;
}

/** Whether nothing differs. */
export function isEqual({ differentRows, differentTables, unexplained }: Comparison): boolean {
  return differentRows === 0 && differentTables.length === 0 && unexplained.length === 0;
}

/** Chunks of one question. */
const AT_ONCE = 25;

/**
 * Compares the copy here with the one there by sums over chunks of rows; only of chunks that differ the rows are looked at. Both
 * sessions should see the same position ({@link takeSnapshot}), or what is being written counts as different.
 */
export async function compareCopies(
  here: MariadbConnection,
  there: MariadbConnection,
  { schemas, chunkRows = 2000, keptRows = 10_000 }: CompareOptions,
): Promise<Comparison> {
  const [ours, theirs] = await Promise.all([readTables(here, schemas), readTables(there, schemas)]);
  const { same, differentTables } = matchTables(ours, theirs);
  const chunks: Chunk[] = [];
  for (const table of same) chunks.push(...(await cutChunks(here, table, chunkRows)));
  const differences: RowDifference[] = [];
  const unexplained = new Set<string>();
  let rows = 0;
  let differentRows = 0;
  for (let start = 0; start < chunks.length; start += AT_ONCE) {
    const asked = chunks.slice(start, start + AT_ONCE);
    const [mine, other] = await Promise.all([sumChunks(here, asked), sumChunks(there, asked)]);
    for (const [index, chunk] of asked.entries()) {
      rows += mine[index]?.rows ?? 0;
      if (mine[index]?.sum === other[index]?.sum && mine[index]?.rows === other[index]?.rows) continue;
      const found = await compareRows(here, there, chunk);
      if (found.length === 0) unexplained.add(`${chunk.table.schema}.${chunk.table.name}`);
      differentRows += found.length;
      differences.push(...found.slice(0, Math.max(0, keptRows - differences.length)));
    }
  }
  return {
    tables: same.length,
    rows,
    chunks: chunks.length,
    differentTables,
    unexplained: [...unexplained],
    differences,
    differentRows,
  };
}

function matchTables(
  ours: readonly ComparedTable[],
  theirs: readonly ComparedTable[],
): { readonly same: readonly ComparedTable[]; readonly differentTables: readonly string[] } {
  const nameOf = ({ schema, name }: ComparedTable): string => `${schema}.${name}`;
  const shape = (table: ComparedTable): string => JSON.stringify(table);
  const there = new Map(theirs.map((table) => [nameOf(table), shape(table)]));
  const same = ours.filter((table) => there.get(nameOf(table)) === shape(table));
  const known = new Set(same.map(nameOf));
  const all = new Set([...ours, ...theirs].map(nameOf));
  return { same, differentTables: [...all].filter((name) => !known.has(name)) };
}
