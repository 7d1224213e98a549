import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Random } from "@multisite/kernel/random";
import { uuidHex } from "@multisite/kernel/random";
import type { IdentityConfig } from "../config/index.ts";
import { fingerprintKeyDirectory } from "../keys/fingerprint.ts";
import { backupError } from "./errors.ts";
import type { FilePurpose, FileRecord } from "./records.ts";

const KEY_FILE = /^\d+$/;
const MAX_TORN_READINGS = 5;

/** Where files of a purpose are in a site: a directory of several, or one file. */
type Place = { readonly directory: string; readonly pattern?: RegExp } | { readonly file: string };

/** The places of a site's files, by purpose; receipts only when they have a directory of their own. */
function placesOf(config: IdentityConfig): Partial<Record<FilePurpose, readonly Place[]>> {
  const tokens = config.fernet_tokens.key_repository;
  const receipts = config.fernet_receipts.key_repository;
  const keys = (directory: string): Place => ({ directory, pattern: KEY_FILE });
  const file = (path: string | undefined): readonly Place[] => (path === undefined ? [] : [{ file: path }]);
  return {
    fernet_tokens: [keys(tokens)],
    ...(receipts !== undefined && resolve(receipts) !== resolve(tokens) ? { fernet_receipts: [keys(receipts)] } : {}),
    credential: [keys(config.credential.key_repository)],
    policy_file: file(config.oslo_policy.policy_file),
    policy_dir: config.oslo_policy.policy_dirs.map((directory) => ({ directory })),
    certificate: file(config.listen.certificate),
    private_key: file(config.listen.private_key),
    facts: file(config.facts.path),
  };
}

/** Every file of the site that is there. */
export function readSiteFiles(config: IdentityConfig, random: Random): FileRecord[] {
  const records: FileRecord[] = [];
  for (const [purpose, places] of Object.entries(placesOf(config)) as [FilePurpose, readonly Place[]][]) {
    for (const [index, place] of places.entries()) {
      const paths = "file" in place ? [place.file].filter((path) => existsSync(path)) : undefined;
      if (paths) records.push(...paths.map((path) => toRecord(purpose, index, "", path, random)));
      else if ("directory" in place) records.push(...readDirectory(purpose, index, place.directory, place.pattern, random));
    }
  }
  return records;
}

/** A key directory that is rotated meanwhile is read again. */
function readDirectory(
  purpose: FilePurpose,
  index: number,
  directory: string,
  pattern: RegExp | undefined,
  random: Random,
): FileRecord[] {
  if (!existsSync(directory)) return [];
  for (let attempt = 1; ; attempt++) {
    const before = fingerprintKeyDirectory(directory);
    try {
      const names = readdirSync(directory).filter((name) => pattern?.test(name) ?? statSync(join(directory, name)).isFile());
      const records = names.map((name) => toRecord(purpose, index, name, join(directory, name), random));
      if (fingerprintKeyDirectory(directory) === before) return records;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
    }
    if (attempt === MAX_TORN_READINGS)
      throw backupError("files_change", `${directory} kept changing while it was read; try again.`);
  }
}

function toRecord(purpose: FilePurpose, index: number, name: string, path: string, random: Random): FileRecord {
  const content = purpose === "facts" ? readSqliteFile(path, random) : readFileSync(path);
  return { kind: "file", purpose, index, name, mode: statSync(path).mode & 0o777, content: content.toString("base64") };
}

/** A SQLite file in use, as of one moment and without its write-ahead log. */
function readSqliteFile(path: string, random: Random): Buffer {
  const copy = `${path}.${uuidHex(random)}.copy`;
  const database = new DatabaseSync(path, { timeout: 10_000 });
  try {
    database.prepare("VACUUM INTO ?").run(copy);
    return readFileSync(copy);
  } finally {
    database.close();
    rmSync(copy, { force: true });
  }
}

/** What a restore is going to do with files. */
export interface FilePlan {
  readonly writes: readonly { readonly path: string; readonly record: FileRecord }[];
  /** Keys of the site that the backup does not have. */
  readonly removals: readonly string[];
  /** Files that are there already with other content. */
  readonly conflicts: readonly string[];
  readonly notes: readonly string[];
}

/** Finds a place in the site's configuration for each file of the backup. */
export function planFiles(config: IdentityConfig, records: readonly FileRecord[]): FilePlan {
  const places = placesOf(config);
  const writes: { path: string; record: FileRecord }[] = [];
  const notes: string[] = [];
  for (const record of records) {
    const place = places[record.purpose]?.[record.index];
    if (place) writes.push({ path: "file" in place ? place.file : join(place.directory, record.name), record });
    else notes.push(`The configuration has no place for ${record.purpose} ${record.name}; it was left out.`);
  }
  const wanted = new Set(writes.map(({ path }) => resolve(path)));
  const removals = (["fernet_tokens", "fernet_receipts", "credential"] as const)
    .filter((purpose) => records.some((record) => record.purpose === purpose))
    .flatMap((purpose) => places[purpose] ?? [])
    .flatMap((place) => ("directory" in place && existsSync(place.directory) ? listKeys(place.directory) : []))
    .filter((path) => !wanted.has(resolve(path)));
  const differing = writes.filter(({ path, record }) => existsSync(path) && !readFileSync(path).equals(contentOf(record)));
  const conflicts = [...differing.map(({ path }) => path), ...removals];
  if (places.fernet_receipts && !records.some(({ purpose }) => purpose === "fernet_receipts")) {
    notes.push("The backup has no receipt keys of their own; make some with fernet_setup.");
  }
  return { writes, removals, conflicts, notes };
}

function listKeys(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => KEY_FILE.test(name))
    .map((name) => join(directory, name));
}

/** Files written beside their places; `apply` puts them in place, `discard` forgets them. */
export function stageFiles({ writes, removals }: FilePlan): { apply(): void; discard(): void } {
  const staged: { temporary: string; path: string }[] = [];
  const discard = (): void => {
    for (const { temporary } of staged) rmSync(temporary, { force: true });
  };
  try {
    for (const { path, record } of writes) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const temporary = `${path}.restoring`;
      rmSync(temporary, { force: true });
      staged.push({ temporary, path });
      writeFileSync(temporary, contentOf(record), { mode: record.mode, flush: true });
    }
  } catch (thrown) {
    discard();
    throw thrown;
  }
  return {
    discard,
    apply() {
      for (const { temporary, path } of staged) {
        // A write-ahead log of the former file must not be played into the new one.
        for (const suffix of ["-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
        renameSync(temporary, path);
      }
      for (const path of removals) rmSync(path, { force: true });
    },
  };
}

function contentOf(record: FileRecord): Buffer {
  return Buffer.from(record.content, "base64");
}
