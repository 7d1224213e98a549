import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { MultisiteError } from "../errors/index.ts";
import type { ChangeFile } from "./file.ts";
import { createChangeLog } from "./log.ts";
import type { ChangeMark } from "./types.ts";

/** A consistent copy of a database at one position, in a file of its own until it is dropped. */
export interface Snapshot {
  readonly path: string;
  /** SHA-256 of the file: also its name among copies. */
  readonly hash: string;
  readonly bytes: number;
  readonly mark: ChangeMark;
  page(offset: number, bytes: number): Buffer;
  drop(): void;
}

/** A copy keeps so many changes, so that who is filled from it can serve others that are a little behind. */
const KEPT_CHANGES = 1000;

const SNAPSHOT_PREFIX = ".snapshot-";

/** Removes the copies that a process which died left beside its database. */
export function removeSnapshots(directory: string): void {
  for (const name of readdirSync(directory)) if (name.startsWith(SNAPSHOT_PREFIX)) remove(join(directory, name));
}

/** Copies a database beside itself, for its owner's eyes only; writers go on meanwhile. */
export function makeSnapshot({ path, database }: Pick<ChangeFile, "path" | "database">): Snapshot {
  const directory = mkdtempSync(join(dirname(path), SNAPSHOT_PREFIX));
  const copy = join(directory, "copy.db");
  try {
    database.prepare("VACUUM INTO ?").run(copy);
    const mark = tidy(copy);
    const { hash, bytes } = measure(copy);
    return {
      path: copy,
      hash,
      bytes,
      mark,
      page: (offset, count) => readPage(copy, offset, count),
      drop: () => remove(directory),
    };
  } catch (thrown) {
    remove(directory);
    throw thrown;
  }
}

/** Takes out what is only this node's, and most of the log. */
function tidy(path: string): ChangeMark {
  const database = new DatabaseSync(path);
  try {
    const log = createChangeLog(database);
    const newest = log.newest();
    if (newest === undefined)
      throw new MultisiteError("kernel.changes.empty", "This node has no data yet that others could copy.");
    database.exec("DELETE FROM multisite_gate; DELETE FROM multisite_state");
    if (log.trimBefore(newest.sequence - KEPT_CHANGES) > 0) database.exec("VACUUM");
    return newest;
  } finally {
    database.close();
  }
}

function measure(path: string): { hash: string; bytes: number } {
  const hash = createHash("sha256");
  const bytes = statSync(path).size;
  const step = 1 << 20;
  for (let offset = 0; offset < bytes; offset += step) hash.update(readPage(path, offset, step));
  return { hash: hash.digest("hex"), bytes };
}

/** SHA-256 of a file that came over a link. */
export function hashOfFile(path: string): string {
  return measure(path).hash;
}

function readPage(path: string, offset: number, bytes: number): Buffer {
  const descriptor = openSync(path, "r");
  try {
    const page = Buffer.alloc(bytes);
    return page.subarray(0, readSync(descriptor, page, 0, bytes, offset));
  } finally {
    closeSync(descriptor);
  }
}

function remove(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}
