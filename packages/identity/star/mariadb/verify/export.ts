import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MariadbConnection } from "@multisite/kernel/sql";
import type { Comparison } from "./compare.ts";
import { type RowDifference, readRow } from "./rows.ts";
import { withoutSecrets } from "./secret-columns.ts";

export interface ExportOptions {
  /** Made when it is not there, for its owner only. */
  readonly directory: string;
  readonly node: string;
  /** The node that it was compared with. */
  readonly with: string;
  readonly because: string;
  readonly position: string;
  readonly atMs: number;
  /** More rows than these are only counted. */
  readonly rows?: number;
}

/**
 * Writes the rows that differ into a JSON file for the operator: what is only here, only there, or in both and not the same. Secrets
 * and password hashes are masked: the file tells what there was, it is no copy to restore from.
 */
export async function exportDifferences(
  here: MariadbConnection,
  there: MariadbConnection,
  comparison: Comparison,
  { directory, node, with: other, because, position, atMs, rows: limit = 1000 }: ExportOptions,
): Promise<string> {
  const written = comparison.differences.slice(0, limit);
  const rows = [];
  for (const one of written) rows.push(await describe(here, there, one));
  const at = new Date(atMs).toISOString();
  const file = join(directory, `${at.replaceAll(/[:.]/g, "-")}-${node}.json`);
  const { differentRows, differentTables, unexplained } = comparison;
  const document = {
    node,
    comparedWith: other,
    because,
    position,
    at,
    differentTables: [...differentTables, ...unexplained],
    differentRows,
    writtenRows: rows.length,
    rows,
  };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 });
  return file;
}

async function describe(
  here: MariadbConnection,
  there: MariadbConnection,
  { table, key, ...hashes }: RowDifference,
): Promise<unknown> {
  const read = async (connection: MariadbConnection, hash: string | undefined) => {
    const row = hash === undefined ? undefined : await readRow(connection, table, key);
    return row === undefined ? null : withoutSecrets(table, row);
  };
  const where = hashes.here === undefined ? "only there" : hashes.there === undefined ? "only here" : "both";
  return {
    table: `${table.schema}.${table.name}`,
    where,
    here: await read(here, hashes.here),
    there: await read(there, hashes.there),
  };
}
