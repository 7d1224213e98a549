import { existsSync, writeFileSync } from "node:fs";
import type { Secret } from "@multisite/kernel/secret";
import { isDuplicateKey, openDatabase, parseSqlLocation } from "@multisite/kernel/sql";
import type { IdentityConfig } from "../config/index.ts";
import type { IdentityWorld } from "../main.ts";
import type { IdentityDatabase } from "../store/database.ts";
import { createSchema, inspectSchema, SCHEMA_HEADS } from "../store/schema/create.ts";
import type { Tables } from "../store/schema/tables.ts";
import { readSealed } from "./envelope.ts";
import { backupError } from "./errors.ts";
import { type FilePlan, planFiles, stageFiles } from "./files.ts";
import type { BackupRecord, EndRecord, FileRecord, ManifestRecord } from "./records.ts";
import { deleteAllRows, hasRows, insertRows, inspectTables, type TableShape, withoutReferenceOrder } from "./tables.ts";

export interface RestoreOptions {
  /** Of the site that is restored: where its database, keys and files are. */
  readonly config: IdentityConfig;
  readonly world: Pick<IdentityWorld, "clock">;
  readonly sourceFile: string;
  readonly passphrase: Secret;
  /** Deletes what the database and the key directories hold. */
  readonly replace?: boolean;
  /** Checks everything and changes nothing. */
  readonly dryRun?: boolean;
  /** Gets the configuration that the backup was made with, as JSON. */
  readonly configurationFile?: string;
}

/** What was restored, or would be. */
export interface RestoreReport {
  readonly createdAtMs: number;
  readonly tables: number;
  readonly rows: number;
  readonly files: readonly string[];
  /** What a person should know or do. */
  readonly notes: readonly string[];
}

/** A backup that was read to its end once, so that it is known to be whole. */
interface CheckedBackup {
  readonly manifest: ManifestRecord;
  readonly end: EndRecord;
  readonly tableNames: readonly string[];
  readonly files: readonly FileRecord[];
  readonly configuration: unknown;
}

/**
 * Brings a site back from a backup, on either engine. Everything is checked before anything is changed; the rows go in
 * together or not at all. The service must not run meanwhile.
 *
 * @throws MultisiteError `identity.backup.*`
 */
export async function restoreSite(options: RestoreOptions): Promise<RestoreReport> {
  const { config, world, sourceFile, passphrase, replace = false, dryRun = false, configurationFile } = options;
  const backup = await readSealed(sourceFile, passphrase, checkBackup);
  if (!SCHEMA_HEADS.every((head) => backup.manifest.schemaHeads.includes(head))) {
    throw backupError(
      "schema",
      `The backup is of schema ${backup.manifest.schemaHeads.join(" + ")}; this version has ${SCHEMA_HEADS.join(" + ")}.`,
    );
  }
  const plan = planFiles(config, backup.files);
  requireNoConflict(plan, replace, configurationFile);
  const database = openTarget(config, world, dryRun);
  try {
    if (database) await requireRoom(database, backup, { replace, dryRun });
    if (database && !dryRun) await writeEverything(database, options, plan);
  } finally {
    await database?.close();
  }
  if (!dryRun && configurationFile !== undefined) {
    writeFileSync(configurationFile, `${JSON.stringify(backup.configuration, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  }
  const { createdAtMs } = backup.manifest;
  const { tables, rows } = backup.end;
  return { createdAtMs, tables, rows, files: plan.writes.map(({ path }) => path), notes: plan.notes };
}

async function checkBackup(records: AsyncIterable<BackupRecord>): Promise<CheckedBackup> {
  let manifest: ManifestRecord | undefined;
  let end: EndRecord | undefined;
  let configuration: unknown;
  let rowCount = 0;
  const tableNames: string[] = [];
  const files: FileRecord[] = [];
  for await (const record of records) {
    if (record.kind === "manifest") manifest = record;
    else if (record.kind === "configuration") configuration = record.config;
    else if (record.kind === "table") tableNames.push(record.name);
    else if (record.kind === "rows") rowCount += record.rows.length;
    else if (record.kind === "file") files.push(record);
    else if (record.kind === "end") end = record;
  }
  const isWhole = manifest && end?.rows === rowCount && end.tables === tableNames.length && end.files === files.length;
  if (!manifest || !end || !isWhole) throw backupError("unreadable", "The backup is not complete. Nothing was changed.");
  return { manifest, end, tableNames, files, configuration };
}

function requireNoConflict(plan: FilePlan, replace: boolean, configurationFile: string | undefined): void {
  if (configurationFile !== undefined && existsSync(configurationFile)) {
    throw backupError("files_exist", `${configurationFile} exists already; name another file for the configuration.`);
  }
  if (replace || plan.conflicts.length === 0) return;
  throw backupError("files_exist", `These files are there already and would be replaced: ${plan.conflicts.join(", ")}.`);
}

/** A dry run must not make a SQLite file where there is none. */
function openTarget(config: IdentityConfig, { clock }: RestoreOptions["world"], dryRun: boolean): IdentityDatabase | undefined {
  const location = parseSqlLocation(config.database.connection);
  if (dryRun && location.kind === "sqlite" && !existsSync(location.path)) return undefined;
  return openDatabase<Tables>(location, { clock, watchIntervalMs: 0 });
}

/** Passes when the database is empty, or may be replaced, and can hold every table of the backup. */
async function requireRoom(
  database: IdentityDatabase,
  backup: CheckedBackup,
  { replace, dryRun }: { readonly replace: boolean; readonly dryRun: boolean },
): Promise<void> {
  const { state } = await inspectSchema(database);
  if (state === "empty" && dryRun) return;
  // Refuses tables that are not Keystone's, and creates those of an empty database.
  await createSchema(database);
  const tables = await inspectTables(database);
  const missing = backup.tableNames.filter((name) => !tables.some((table) => table.name === name));
  if (missing.length > 0) throw backupError("schema", `The database has no table ${missing.join(", ")}, which the backup has.`);
  if (!replace && (await hasRows(database.query, tables))) {
    throw backupError(
      "database_not_empty",
      "The database has rows already; restore into an empty one, or replace what is there.",
    );
  }
}

async function writeEverything(
  database: IdentityDatabase,
  { sourceFile, passphrase }: RestoreOptions,
  plan: FilePlan,
): Promise<void> {
  const tables = await inspectTables(database);
  const staged = stageFiles(plan);
  try {
    await database.transaction((queries) =>
      withoutReferenceOrder(database.engine, queries, async () => {
        await deleteAllRows(queries, tables);
        await readSealed(sourceFile, passphrase, async (records) => {
          let current: { readonly table: TableShape; readonly columns: readonly string[] } | undefined;
          for await (const record of records) {
            if (record.kind === "table") {
              const table = tables.find(({ name }) => name === record.name) as TableShape;
              current = { table, columns: record.columns };
            } else if (record.kind === "rows" && current) {
              await insertRows(database.engine, queries, current.table, current.columns, record.rows);
            }
          }
        });
      }),
    );
  } catch (thrown) {
    staged.discard();
    if (isDuplicateKey(thrown)) {
      throw backupError(
        "collision",
        "Two rows of the backup cannot stand beside each other in this database. Nothing was changed.",
        {
          cause: thrown,
        },
      );
    }
    throw thrown;
  }
  staged.apply();
}
