import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Who may read a file: its owner alone (private keys), or everybody. */
export type FileMode = 0o600 | 0o644;

/**
 * Replaces a file as a whole: after a crash or a power failure at any moment there is the former one or the new one, never a part,
 * and at no moment can anybody else read what is private. Its directory is made, for its owner alone, when there is none.
 */
export function writeDurably(path: string, content: string | Uint8Array, mode: FileMode): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.tmp`;
  rmSync(temporary, { force: true });
  const file = openSync(temporary, "wx", mode);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  syncDirectory(dirname(path));
}

/** New names and deletions survive a power failure only after this. */
function syncDirectory(path: string): void {
  const directory = openSync(path, "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
