import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import { explainOpenFailure, openDatabase, type SqlLocation } from "@multisite/kernel/sql";
import type { IdentityDatabase } from "./database.ts";
import { requireSchema } from "./schema/create.ts";
import type { Tables } from "./schema/tables.ts";

export interface OpenOptions {
  readonly clock: Clock;
  readonly watchIntervalMs: number;
  readonly limits?: { readonly statementMs: number };
}

/**
 * Opens a database that is there and has the schema that this service knows. What is not is left as it is: nothing is made or
 * changed, and nothing stays open.
 *
 * @throws MultisiteError `identity.database.*` or `kernel.sql.*`
 */
export async function openIdentityDatabase(location: SqlLocation, options: OpenOptions): Promise<IdentityDatabase> {
  // Opening a SQLite file for writing would make it, or change how it keeps its journal.
  if (location.kind === "sqlite" && location.readOnly !== true && isFile(location.path)) {
    requireFile(location.path);
    const look = await openChecked({ ...location, readOnly: true }, options);
    await look.close();
  }
  return openChecked(location, options);
}

async function openChecked(location: SqlLocation, options: OpenOptions): Promise<IdentityDatabase> {
  const database = openDatabase<Tables>(location, options);
  try {
    await requireSchema(database);
    return database;
  } catch (thrown) {
    await database.close();
    throw explainOpenFailure(thrown, location);
  }
}

const isFile = (path: string): boolean => path !== "" && path !== ":memory:";

function requireFile(path: string): void {
  if (existsSync(path) || !existsSync(dirname(path))) return;
  throw new MultisiteError(
    "identity.database.missing",
    `There is no database file ${path}; run \`multisite identity bootstrap --config FILE\` to make it, or correct [database] connection.`,
  );
}
