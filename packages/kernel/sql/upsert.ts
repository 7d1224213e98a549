import type { Insertable, Kysely, Updateable } from "kysely";
import type { EngineKind } from "./types.ts";

/**
 * Inserts a row or, where one with the same key exists, changes it: the one place that knows that MariaDB and SQLite spell
 * this differently.
 */
export async function upsert<Tables, Table extends keyof Tables & string>(
  engine: EngineKind,
  database: Kysely<Tables>,
  table: Table,
  row: Insertable<Tables[Table]>,
  keyColumns: readonly (keyof Tables[Table] & string)[],
  changes: Updateable<Tables[Table]>,
): Promise<void> {
  const insert = database.insertInto(table).values(row as never);
  if (engine === "mariadb") {
    await insert.onDuplicateKeyUpdate(changes as never).execute();
    return;
  }
  await insert.onConflict((conflict) => conflict.columns(keyColumns as never).doUpdateSet(changes as never)).execute();
}

/** Inserts a row unless one with the same key exists. */
export async function insertIgnore<Tables, Table extends keyof Tables & string>(
  engine: EngineKind,
  database: Kysely<Tables>,
  table: Table,
  row: Insertable<Tables[Table]>,
): Promise<void> {
  const insert = database.insertInto(table).values(row as never);
  await (engine === "mariadb" ? insert.ignore() : insert.onConflict((conflict) => conflict.doNothing())).execute();
}
