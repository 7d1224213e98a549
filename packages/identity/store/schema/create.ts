import { readFileSync } from "node:fs";
import { MultisiteError } from "@multisite/kernel/errors";
import { sql } from "kysely";
import type { IdentityDatabase } from "../database.ts";

/** The two heads of Keystone's migrations that this service's schema is (keystone/common/sql/migrations). */
export const SCHEMA_HEADS: readonly string[] = ["29e87d24a316", "e25ffa003242"];

/** What a database holds. */
export type SchemaState = "empty" | "current" | "other";

/** Looks at Keystone's own record of its schema. */
export async function inspectSchema(database: IdentityDatabase): Promise<{ state: SchemaState; heads: readonly string[] }> {
  const tables = await database.query.introspection.getTables();
  if (tables.length === 0) return { state: "empty", heads: [] };
  if (!tables.some((table) => table.name === "alembic_version")) return { state: "other", heads: [] };
  const rows = await database.query.selectFrom("alembic_version").select("version_num").execute();
  const heads = rows.map((row) => row.version_num).sort();
  return { state: SCHEMA_HEADS.every((head) => heads.includes(head)) && heads.length === 2 ? "current" : "other", heads };
}

/** Creates Keystone's tables in an empty database; a database that has tables is never touched. */
export async function createSchema(database: IdentityDatabase): Promise<void> {
  const { state, heads } = await inspectSchema(database);
  if (state === "current") return;
  if (state === "other") throw wrongSchema(heads);
  const text = readFileSync(new URL(`./${database.engine}.sql`, import.meta.url), "utf8");
  await database.query.connection().execute(async (connection) => {
    for (const statement of splitStatements(text)) await sql.raw(statement).execute(connection);
  });
}

/** Passes when the database has the schema that this service knows; else says in one sentence what to do. */
export async function requireSchema(database: IdentityDatabase): Promise<void> {
  const { state, heads } = await inspectSchema(database);
  if (state === "empty") {
    throw new MultisiteError(
      "identity.database.empty",
      "The identity database has no tables; run `multisite identity bootstrap --config FILE` to create them, or point database.connection at Keystone's.",
    );
  }
  if (state === "other") throw wrongSchema(heads);
}

function wrongSchema(heads: readonly string[]): MultisiteError {
  const found = heads.length === 0 ? "tables that are not Keystone's" : `schema version ${heads.join(" + ")}`;
  return new MultisiteError(
    "identity.database.version",
    `The identity database has ${found}; this service works with Keystone Zed's (${SCHEMA_HEADS.join(" + ")}). ` +
      "Upgrade it with `keystone-manage db_sync`, or name another database; it was not changed.",
  );
}

function splitStatements(text: string): string[] {
  return text
    .replaceAll(/^--.*$/gm, "")
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
