import { closeSync, openSync } from "node:fs";

/**
 * Makes the file, unless it is there, so that only its owner can read it: SQLite would follow the umask, and gives its journal
 * the mode of its database. A file that cannot be made is left to SQLite's own error.
 */
export function createPrivateFile(path: string): void {
  // SQLite's names for a database that has no file.
  if (path === ":memory:" || path === "") return;
  try {
    closeSync(openSync(path, "ax", 0o600));
  } catch {
    // It exists, with the mode that its owner chose, or its directory does not take files.
  }
}
