import { constants } from "node:sqlite";
import { MultisiteError } from "../errors/index.ts";
import { chainHash } from "./chain.ts";
import { compareEpochs } from "./epoch.ts";
import type { ChangeFile } from "./file.ts";
import type { Change } from "./types.ts";

/**
 * Takes changes of another node that follow the newest one here; call it in {@link ChangeFile.atomically}. Anything but a perfect
 * fit means that the two databases are not the same any more, and nothing is taken.
 *
 * @throws MultisiteError `kernel.changes.gap` (they do not follow), `kernel.changes.conflict` (the rows here are other ones)
 */
export function applyChanges({ database, log }: Pick<ChangeFile, "database" | "log">, changes: readonly Change[]): void {
  let newest = log.newest();
  for (const change of changes) {
    if (newest === undefined || !follows(newest, change)) {
      throw new MultisiteError(
        "kernel.changes.gap",
        `Change ${change.sequence} does not follow change ${newest?.sequence ?? 0} of this database.`,
      );
    }
    if (change.changeset.length > 0 && !database.applyChangeset(change.changeset, { onConflict: refuse })) {
      throw new MultisiteError(
        "kernel.changes.conflict",
        `Change ${change.sequence} does not fit: the rows that it changes are not here as they were at the writer.`,
      );
    }
    log.take(change);
    newest = change;
  }
}

function follows(newest: { sequence: number; epoch: string; chainHash: string }, change: Change): boolean {
  return (
    change.sequence === newest.sequence + 1 &&
    compareEpochs(change.epoch, newest.epoch) >= 0 &&
    change.chainHash === chainHash(newest.chainHash, change)
  );
}

const refuse = (): number => constants.SQLITE_CHANGESET_ABORT;
