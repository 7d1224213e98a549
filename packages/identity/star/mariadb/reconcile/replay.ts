import type { Clock } from "@multisite/kernel/clock";
import type { MariadbConnection, RawRow } from "@multisite/kernel/sql";
import type { OpenSession } from "../verify/index.ts";
import { compareMovingCopies } from "../verify/index.ts";
import { type RowDifference, readRow } from "../verify/rows.ts";
import { quoted, quotedList, quotedTable } from "../verify/tables.ts";

export interface ReplayOptions {
  /** The master that has lost something; nobody else writes to it. */
  readonly openHere: OpenSession;
  readonly openThere: OpenSession;
  readonly schemas: readonly string[];
  /** Whose row is taken when both have one. */
  readonly prefer: "own" | "other";
  readonly clock: Clock;
}

/**
 * Writes what a replica has and a master has lost to the master again: rows that only the replica has, and if wanted its version of
 * rows that both have. Rows that only the master has stay: whether their deletion was lost or they are new cannot be told.
 */
export async function replayRows({
  openHere,
  openThere,
  schemas,
  prefer,
  clock,
}: ReplayOptions): Promise<{ readonly differed: number; readonly written: number }> {
  const [here, there] = [openHere(), openThere()];
  try {
    const { differences } = await compareMovingCopies(here, there, {
      schemas,
      clock,
      looks: 2,
      keptRows: Number.MAX_SAFE_INTEGER,
    });
    const wanted = differences.filter((one) => one.there !== undefined && (one.here === undefined || prefer === "other"));
    await here.all("SET SESSION foreign_key_checks = 0");
    await here.all("START TRANSACTION");
    let written = 0;
    for (const one of wanted) written += await writeRow(here, there, one);
    await here.all("COMMIT");
    return { differed: differences.length, written };
  } finally {
    await Promise.all([here.close(), there.close()]);
  }
}

async function writeRow(here: MariadbConnection, there: MariadbConnection, { table, key }: RowDifference): Promise<number> {
  const row = await readRow(there, table, key);
  if (row === undefined) return 0;
  const columns = table.columns;
  const marks = columns.map((column) => (isBytes(row, column) ? "UNHEX(?)" : "?"));
  const updates = columns.map((column) => `${quoted(column)} = VALUES(${quoted(column)})`);
  await here.all(
    `INSERT INTO ${quotedTable(table)} (${quotedList(columns)}) VALUES (${marks.join(", ")}) ON DUPLICATE KEY UPDATE ${updates.join(", ")}`,
    columns.map((column) => plainValue(row, column)),
  );
  return 1;
}

function isBytes(row: RawRow, column: string): boolean {
  return row[column] instanceof Uint8Array;
}

function plainValue(row: RawRow, column: string): string | number | null {
  const value = row[column] ?? null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  return typeof value === "bigint" ? value.toString() : value;
}
