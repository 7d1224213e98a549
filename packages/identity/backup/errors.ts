import { type ErrorEntry, MultisiteError } from "@multisite/kernel/errors";

/** Everything that can go wrong with a backup or a restore. */
export const backupErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "identity.backup.passphrase",
    remedy: "The passphrase is too short. Take one of at least 12 characters, and keep it apart from the backup.",
    status: 1,
  },
  {
    code: "identity.backup.exists",
    remedy: "The target file exists already and was not touched. Name another file.",
    status: 1,
  },
  {
    code: "identity.backup.no_backup",
    remedy: "The file is no identity backup, or one of a newer version. Check the path, or restore with a newer version.",
    status: 1,
  },
  {
    code: "identity.backup.unreadable",
    remedy: "The passphrase is wrong, or the file is damaged. Nothing was changed. Try the passphrase again, then another copy.",
    status: 1,
  },
  {
    code: "identity.backup.schema",
    remedy: "The backup's tables and the database's are of different versions. Restore with the version that made the backup.",
    status: 1,
  },
  {
    code: "identity.backup.database_not_empty",
    remedy: "The database has rows. Restore into an empty one, or say that what is there is to be replaced.",
    status: 1,
  },
  {
    code: "identity.backup.files_exist",
    remedy: "Keys or other files are there already. Move them away, or say that what is there is to be replaced.",
    status: 1,
  },
  {
    code: "identity.backup.files_change",
    remedy: "Keys were rotated while they were read. Make the backup again.",
    status: 1,
  },
  {
    code: "identity.backup.collision",
    remedy:
      "Two rows of the backup have names that differ in case only, which MariaDB takes for equal. Rename one at the source, or restore into SQLite.",
    status: 1,
  },
];

export function backupError(
  problem: string,
  message: string,
  options: { detail?: string; cause?: unknown } = {},
): MultisiteError {
  return new MultisiteError(`identity.backup.${problem}`, message, options);
}
