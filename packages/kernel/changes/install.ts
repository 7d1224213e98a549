import { MultisiteError } from "../errors/index.ts";
import { differingTables, quoteName, tableChecksums } from "./checksum.ts";
import type { ChangeFile } from "./file.ts";
import { keptDefinitions, keptTables, schemaFingerprint } from "./schema.ts";

/** A row that only one of two databases has, by its columns. */
export interface DifferingRow {
  readonly table: string;
  readonly at: "here" | "donor";
  readonly row: Readonly<Record<string, unknown>>;
}

export interface InstallOptions {
  /** Gets each row in which the data here differed; not called for tables of another schema. */
  readonly onDifference?: (row: DifferingRow) => void;
  /** What must be true with the new data and not before, in the same transaction. */
  readonly finish?: () => void;
}

/**
 * Makes a database equal to a copy of another one, in one transaction: services that have it open go on, and see the old data
 * until they see all of the new. Only tables that differ are written.
 *
 * @throws MultisiteError `kernel.changes.install` when the result is not equal to the copy; nothing was changed then
 */
export function installSnapshot(file: ChangeFile, copyPath: string, { onDifference, finish }: InstallOptions = {}): void {
  const { database } = file;
  database.prepare("ATTACH ? AS donor").run(copyPath);
  try {
    file.atomically(() => {
      const hasSameSchema = schemaFingerprint(database) === schemaFingerprint(database, "donor");
      if (!hasSameSchema) takeSchema(file);
      const wanted = tableChecksums(database, "donor");
      for (const table of differingTables(tableChecksums(database), wanted)) {
        if (hasSameSchema && onDifference) tellDifferences(file, table, onDifference);
        database.exec(
          `DELETE FROM main.${quoteName(table)}; INSERT INTO main.${quoteName(table)} SELECT * FROM donor.${quoteName(table)}`,
        );
      }
      database.exec("DELETE FROM main.multisite_change; INSERT INTO main.multisite_change SELECT * FROM donor.multisite_change");
      const wrong = differingTables(tableChecksums(database), wanted);
      if (wrong.length > 0) {
        throw new MultisiteError(
          "kernel.changes.install",
          `The copy could not be taken over: ${wrong.join(", ")} came out different.`,
        );
      }
      finish?.();
    });
  } finally {
    database.exec("DETACH donor");
  }
}

function takeSchema({ database }: ChangeFile): void {
  for (const table of keptTables(database)) database.exec(`DROP TABLE main.${quoteName(table)}`);
  // Names of what is made have no schema before them, and go to the main one.
  for (const { sql } of keptDefinitions(database, "donor")) database.exec(sql);
}

function tellDifferences({ database }: ChangeFile, table: string, tell: (row: DifferingRow) => void): void {
  const [here, there] = [`SELECT * FROM main.${quoteName(table)}`, `SELECT * FROM donor.${quoteName(table)}`];
  for (const row of database.prepare(`${here} EXCEPT ${there}`).iterate()) tell({ table, at: "here", row });
  for (const row of database.prepare(`${there} EXCEPT ${here}`).iterate()) tell({ table, at: "donor", row });
}
