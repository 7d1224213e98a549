import * as nodeFiles from "node:fs";
import { dirname, join } from "node:path";

/** The calls to the operating system that keys are written with; a test can let each of them fail, or look on between two. */
export type FileCalls = Pick<
  typeof nodeFiles,
  | "chmodSync"
  | "chownSync"
  | "closeSync"
  | "fchmodSync"
  | "fchownSync"
  | "fsyncSync"
  | "lstatSync"
  | "mkdirSync"
  | "openSync"
  | "readdirSync"
  | "readFileSync"
  | "renameSync"
  | "statSync"
  | "unlinkSync"
  | "writeFileSync"
>;

/** Those of the operating system. */
export const systemFiles: FileCalls = nodeFiles;

/** Whom a file is given to (only root can give), and its permissions. */
export interface FileAccess {
  readonly mode: number;
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/**
 * Makes or replaces a file as a whole: after a crash or a full disk at any moment there is the former file or the new one, never a
 * part. The text is read back before it gets its name. `temporary` is on the same file system, where nobody looks.
 */
export function writeWhole(files: FileCalls, path: string, text: string, temporary: string, access: FileAccess): void {
  unlinkIfThere(files, temporary);
  try {
    const file = files.openSync(temporary, "wx", 0o600);
    try {
      files.writeFileSync(file, text);
      if (access.owner !== undefined) files.fchownSync(file, access.owner.uid, access.owner.gid);
      files.fchmodSync(file, access.mode);
      files.fsyncSync(file);
    } finally {
      files.closeSync(file);
    }
    if (files.readFileSync(temporary, "utf8") !== text) throw new Error(`${path} was written, but reads back differently`);
    files.renameSync(temporary, path);
  } catch (thrown) {
    unlinkIfThere(files, temporary);
    throw thrown;
  }
  syncDirectory(files, dirname(path));
}

/** Renames survive a power failure only after this, and so does a deletion. */
export function syncDirectory(files: FileCalls, directory: string): void {
  const handle = files.openSync(directory, "r");
  try {
    files.fsyncSync(handle);
  } finally {
    files.closeSync(handle);
  }
}

/** Makes a directory for its owner alone, and those above it, unless it is there. */
export function makePrivateDirectory(files: FileCalls, directory: string): void {
  // Undefined means that nothing was made: the mode of a directory that was there is not ours to change.
  if (files.mkdirSync(directory, { recursive: true, mode: 0o700 }) === undefined) return;
  files.chmodSync(directory, 0o700);
  syncDirectory(files, dirname(directory));
}

export function unlinkIfThere(files: FileCalls, path: string): void {
  try {
    files.unlinkSync(path);
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
  }
}

/** Undefined when there is no such file. */
export function readIfThere(files: FileCalls, path: string): string | undefined {
  try {
    return files.readFileSync(path, "utf8");
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

/** Changes whenever the file is written, replaced or given other permissions; undefined when there is none. */
export function stampOf(files: FileCalls, path: string): string | undefined {
  const stats = files.lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev} ${stats.ino} ${stats.mode} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
}

/** Of a path and, if it is a directory, of everything in it. */
export function stampBelow(files: FileCalls, path: string): string {
  const own = stampOf(files, path) ?? "missing";
  if (files.statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return own;
  return [own, ...files.readdirSync(path).map((name) => `${name} ${stampOf(files, join(path, name))}`)].join("\n");
}

export function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT";
}
