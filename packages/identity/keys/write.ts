import {
  chmodSync,
  chownSync,
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { FernetKey } from "../tokens/index.ts";
import { keyRepositoryError } from "./errors.ts";

/** User and group that new keys are given to; only root can give them away. */
export interface KeyOwner {
  readonly uid: number;
  readonly gid: number;
}

const TEMPORARY_NAME = "0.tmp";

/** Makes the directory with mode 0700 (and the directories above it), unless it is there. */
export function createKeyDirectory(directory: string, owner: KeyOwner | undefined): void {
  try {
    // Undefined means that nothing was made: the mode of a directory that was there is not ours to change.
    if (mkdirSync(directory, { recursive: true, mode: 0o700 }) === undefined) return;
    chmodSync(directory, 0o700);
    if (owner) chownSync(directory, owner.uid, owner.gid);
  } catch (thrown) {
    throw keyRepositoryError("not_writable", `The key directory ${directory} cannot be created.`, thrown);
  }
}

/**
 * Writes a key to `0.tmp` with mode 0600 and forces it to the disk, so that what is renamed to `0` later is never empty. A file
 * that an earlier attempt left behind is replaced.
 */
export function writeTemporaryKey(directory: string, key: FernetKey, owner: KeyOwner | undefined): void {
  const path = join(directory, TEMPORARY_NAME);
  try {
    rmSync(path, { force: true });
    const file = openSync(path, "wx", 0o600);
    try {
      fchmodSync(file, 0o600);
      if (owner) fchownSync(file, owner.uid, owner.gid);
      writeFileSync(file, key.text.reveal());
      fsyncSync(file);
    } catch (thrown) {
      rmSync(path, { force: true });
      throw thrown;
    } finally {
      closeSync(file);
    }
  } catch (thrown) {
    throw keyRepositoryError("not_writable", `A new key cannot be written to ${path}; nothing was changed.`, thrown);
  }
}

/** Makes `0.tmp` the staged key. */
export function stageTemporaryKey(directory: string): void {
  renameInside(directory, TEMPORARY_NAME, "0");
}

/** Renames the staged key to `number`, which makes it the primary. */
export function promoteStagedKey(directory: string, number: number): void {
  renameInside(directory, "0", String(number));
}

function renameInside(directory: string, from: string, to: string): void {
  try {
    renameSync(join(directory, from), join(directory, to));
    syncDirectory(directory);
  } catch (thrown) {
    throw keyRepositoryError(
      "not_writable",
      `${join(directory, from)} cannot be renamed to ${to}; run the command again.`,
      thrown,
    );
  }
}

/** Deletes a key file. */
export function deleteKey(directory: string, number: number): void {
  const path = join(directory, String(number));
  try {
    rmSync(path);
    syncDirectory(directory);
  } catch (thrown) {
    throw keyRepositoryError("not_writable", `The old key ${path} cannot be deleted; run the command again.`, thrown);
  }
}

/** Renames and deletions survive a power failure only after this. */
function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
