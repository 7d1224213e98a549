import { createHash, type Hash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { keptTables } from "./schema.ts";

/** A hash of every table's rows, by the table's name. */
export type TableChecksums = Readonly<Record<string, string>>;

/** Equal for two databases that hold the same rows; call it in a transaction when others write. */
export function tableChecksums(database: DatabaseSync, schema = "main"): TableChecksums {
  return Object.fromEntries(keptTables(database, schema).map((table) => [table, checksumOf(database, schema, table)]));
}

/** Tables that are not alike. */
export function differingTables(one: TableChecksums, other: TableChecksums): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => one[name] !== other[name]).sort();
}

function checksumOf(database: DatabaseSync, schema: string, table: string): string {
  const rows = database.prepare(`SELECT * FROM ${schema}.${quoteName(table)} ORDER BY ${keyOf(database, schema, table)}`);
  rows.setReturnArrays(true);
  rows.setReadBigInts(true);
  const hash = createHash("sha256");
  for (const row of rows.iterate()) addRow(hash, row as unknown as unknown[]);
  return hash.digest("hex");
}

function keyOf(database: DatabaseSync, schema: string, table: string): string {
  const columns = database.prepare(`PRAGMA ${schema}.table_info(${quoteName(table)})`).all() as { name: string; pk: number }[];
  const key = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk);
  return (key.length > 0 ? key : columns).map(({ name }) => quoteName(name)).join(", ");
}

/** Each value with its kind and length, so that no two rows look alike. */
function addRow(hash: Hash, values: readonly unknown[]): void {
  for (const value of values) {
    if (value instanceof Uint8Array) hash.update(`b${value.length}:`).update(value);
    else hash.update(value === null ? "n" : `${(typeof value)[0]}${String(value).length}:${value}`);
  }
  hash.update("\n");
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
