import type { MariadbConnection } from "@multisite/kernel/sql";
import { quoted, quotedTable, readTables } from "../verify/tables.ts";
import { copyRows } from "./copy-rows.ts";

export interface Copied {
  readonly tables: number;
  readonly rows: number;
}

/** Readers of what is replaced are waited for no longer. */
const LOCK_WAIT_SECONDS = 30;

/**
 * Replaces whole databases here by those of a donor, whose session sees one moment. Nothing of it goes into the binary log. What was
 * here is gone from the first statement on: an interrupted copy is begun anew.
 */
export async function copyDatabases(
  donor: MariadbConnection,
  here: MariadbConnection,
  schemas: readonly string[],
): Promise<Copied> {
  await here.all(
    `SET SESSION sql_log_bin = 0, foreign_key_checks = 0, lock_wait_timeout = ${LOCK_WAIT_SECONDS}, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'`,
  );
  for (const schema of schemas) {
    const [row] = await donor.all(`SHOW CREATE DATABASE ${quoted(schema)}`);
    await here.all(`DROP DATABASE IF EXISTS ${quoted(schema)}`);
    await here.all(String(row?.["Create Database"]));
  }
  const tables = await readTables(donor, schemas);
  let rows = 0;
  for (const table of tables) {
    const [created] = await donor.all(`SHOW CREATE TABLE ${quotedTable(table)}`);
    await here.all(`USE ${quoted(table.schema)}`);
    await here.all(String(created?.["Create Table"]));
    await here.all("START TRANSACTION");
    rows += await copyRows(donor, here, table);
    await here.all("COMMIT");
  }
  return { tables: tables.length, rows };
}
