import { openDatabase, type SqlLocation } from "@multisite/kernel/sql";
import { sql } from "kysely";
import type { Tables } from "../../store/schema/tables.ts";
import type { TestService } from "../../testing/index.ts";

/** A database as it was, to compare with and to go back to. */
export interface Snapshot {
  /** Names of the tables whose rows are not those of the snapshot. */
  changedTables(): Promise<readonly string[]>;
  /** Puts the rows back. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

type Rows = readonly Record<string, unknown>[];

/** Looks through a connection of its own, and so sees what is committed. */
export async function takeSnapshot({ identity }: TestService, location: SqlLocation): Promise<Snapshot> {
  const { query, close } = openDatabase<Tables>(location, { clock: identity.clock, watchIntervalMs: 1_000_000 });
  const tables = (await query.introspection.getTables()).map(({ name }) => name);
  const isMariadb = location.kind === "mariadb";
  const read = async (table: string): Promise<Rows> =>
    (await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(query)).rows;
  const original = new Map<string, Rows>();
  for (const table of tables) original.set(table, await read(table));

  /** Stands still while nobody commits: one cheap question instead of all rows. */
  async function version(): Promise<string> {
    const text = isMariadb ? `CHECKSUM TABLE ${tables.map((table) => `\`${table}\``).join(", ")}` : "PRAGMA data_version";
    return JSON.stringify((await sql.raw(text).execute(query)).rows);
  }
  let knownVersion = await version();

  async function changedTables(): Promise<readonly string[]> {
    if ((await version()) === knownVersion) return [];
    const changed: string[] = [];
    for (const table of tables) {
      if (JSON.stringify(await read(table)) !== JSON.stringify(original.get(table))) changed.push(table);
    }
    return changed;
  }

  return {
    changedTables,
    async restore() {
      const changed = await changedTables();
      await query.connection().execute(async (connection) => {
        const checks = (on: 0 | 1) => (isMariadb ? `SET FOREIGN_KEY_CHECKS = ${on}` : `PRAGMA foreign_keys = ${on}`);
        await sql.raw(checks(0)).execute(connection);
        for (const table of changed) {
          await sql`delete from ${sql.table(table)}`.execute(connection);
          for (const row of original.get(table) ?? []) {
            await connection
              .insertInto(table as "user")
              .values(row as never)
              .execute();
          }
        }
        await sql.raw(checks(1)).execute(connection);
      });
      identity.database.revision.advance();
      knownVersion = await version();
    },
    close,
  };
}
