import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";

interface Column {
  readonly name: string;
  readonly pk: number;
  readonly notnull: number;
}

test("every table has a primary key that is never NULL: SQLite leaves rows without one out of its changesets", () => {
  const database = new DatabaseSync(":memory:");
  database.exec(readFileSync(new URL("./sqlite.sql", import.meta.url), "utf8"));
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[];
  expect(tables.length).toBeGreaterThan(40);
  const unfit = tables.filter(({ name }) => {
    const key = (database.prepare(`PRAGMA table_info("${name}")`).all() as unknown as Column[]).filter(({ pk }) => pk > 0);
    return key.length === 0 || key.some(({ notnull }) => notnull === 0);
  });
  expect(unfit).toEqual([]);
  database.close();
});
