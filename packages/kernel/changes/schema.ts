import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";

/**
 * `multisite_change`: what was committed. `multisite_gate`: one row, who may write (see WriteGate). `multisite_state`: what the
 * node's replication must remember in the same transaction as the data. `multisite_epoch`: what the writers said of their epochs;
 * the only one that is replicated as the data are.
 */
export const CHANGE_SCHEMA = `
  CREATE TABLE IF NOT EXISTS multisite_change (
    sequence INTEGER PRIMARY KEY,
    epoch TEXT NOT NULL,
    changeset BLOB NOT NULL,
    chain_hash TEXT NOT NULL,
    committed_at_ms INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS multisite_gate (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    writes TEXT NOT NULL CHECK (writes IN ('open', 'elsewhere', 'refused')),
    epoch TEXT,
    needs_confirmation INTEGER NOT NULL DEFAULT 1,
    reason TEXT
  );
  INSERT OR IGNORE INTO multisite_gate (id, writes) VALUES (1, 'elsewhere');
  CREATE TABLE IF NOT EXISTS multisite_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS multisite_epoch (
    number INTEGER NOT NULL, node TEXT NOT NULL, statement TEXT NOT NULL, PRIMARY KEY (number, node)
  );
`;

/** Whether the file keeps a log of its changes. */
export function hasChangeLog(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'multisite_gate'").get() !== undefined;
}

/** Tables whose changes are kept, in order of their names. */
export function keptTables(database: DatabaseSync, schema = "main"): string[] {
  const rows = database
    .prepare(`SELECT name FROM ${schema}.sqlite_schema WHERE type = 'table' AND ${IS_KEPT} ORDER BY name`)
    .all() as { name: string }[];
  return rows.map(({ name }) => name);
}

/** Everything that makes up the tables, indexes and triggers, tables first. */
export function keptDefinitions(database: DatabaseSync, schema = "main"): { type: string; name: string; sql: string }[] {
  return database
    .prepare(
      `SELECT type, name, sql FROM ${schema}.sqlite_schema WHERE sql IS NOT NULL AND ${IS_KEPT} ORDER BY type <> 'table', name`,
    )
    .all() as { type: string; name: string; sql: string }[];
}

/**
 * A changeset names tables and counts columns, and SQLite leaves out silently what does not fit (sqlite3changeset_apply): so two
 * databases exchange changes only when this is the same.
 */
export function schemaFingerprint(database: DatabaseSync, schema = "main"): string {
  const hash = createHash("sha256");
  for (const { type, name, sql } of keptDefinitions(database, schema)) hash.update(`${type}\n${name}\n${sql}\n`);
  return hash.digest("hex");
}

const IS_KEPT = `(tbl_name NOT LIKE 'multisite\\_%' ESCAPE '\\' OR tbl_name = 'multisite_epoch') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;
