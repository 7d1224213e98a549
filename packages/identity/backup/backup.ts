import type { Secret } from "@multisite/kernel/secret";
import { openDatabase, parseSqlLocation } from "@multisite/kernel/sql";
import type { IdentityConfig } from "../config/index.ts";
import type { IdentityWorld } from "../main.ts";
import { inspectSchema, requireSchema } from "../store/schema/create.ts";
import type { Tables } from "../store/schema/tables.ts";
import { writeSealed } from "./envelope.ts";
import { backupError } from "./errors.ts";
import { readSiteFiles } from "./files.ts";
import type { FileRecord } from "./records.ts";
import { dumpTables, inspectTables } from "./tables.ts";

export interface BackupOptions {
  readonly config: IdentityConfig;
  readonly world: Pick<IdentityWorld, "clock" | "random">;
  /** Must not exist yet. */
  readonly targetFile: string;
  readonly passphrase: Secret;
  /** Looks at everything and writes nothing. */
  readonly dryRun?: boolean;
}

/** What a backup holds. */
export interface BackupReport {
  readonly createdAtMs: number;
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
}

/**
 * Saves everything that a site needs to come back: the data as of one moment, facts, keys, policy, certificate and
 * configuration, in one encrypted file. The service may run meanwhile.
 */
export async function backupSite({ config, world, targetFile, passphrase, dryRun }: BackupOptions): Promise<BackupReport> {
  const { clock, random } = world;
  const database = openDatabase<Tables>(parseSqlLocation(config.database.connection), { clock, watchIntervalMs: 0 });
  try {
    await requireSchema(database);
    const { heads } = await inspectSchema(database);
    const tables = await inspectTables(database);
    const createdAtMs = clock.nowMs();
    const report = { createdAtMs, tables: tables.length };
    const files = readSiteFiles(config, random);
    if (dryRun === true) return { ...report, rows: await dumpTables(database, tables, async () => {}), files: files.length };
    let rows = 0;
    await writeSealed(targetFile, { passphrase, random }, async (write) => {
      await write({ kind: "manifest", createdAtMs, engine: database.engine, schemaHeads: heads });
      await write({ kind: "configuration", config });
      for (const file of files) await write(file);
      rows = await dumpTables(database, tables, write);
      requireSameKeys(files, readSiteFiles(config, random));
      await write({ kind: "end", tables: tables.length, rows, files: files.length });
    });
    return { ...report, rows, files: files.length };
  } finally {
    await database.close();
  }
}

/** Rows are encrypted with keys: both must be of the same time, or some row could not be read after a restore. */
function requireSameKeys(before: readonly FileRecord[], after: readonly FileRecord[]): void {
  const keysOf = (records: readonly FileRecord[]): string =>
    records
      .filter(({ purpose }) => purpose === "credential" || purpose === "fernet_tokens" || purpose === "fernet_receipts")
      .map(({ purpose, name, content }) => `${purpose} ${name} ${content}`)
      .sort()
      .join();
  if (keysOf(before) !== keysOf(after)) {
    throw backupError("files_change", "Keys were rotated while the backup was made; make it again.");
  }
}
