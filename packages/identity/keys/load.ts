import { accessSync, constants, readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "@multisite/kernel/secret";
import { FernetKey } from "../tokens/index.ts";
import { keyRepositoryError } from "./errors.ts";

/** One key file: its number is its name. */
export interface NumberedKey {
  readonly number: number;
  readonly key: FernetKey;
}

/** What a key directory holds. */
export interface KeyRepository {
  /** Highest number first: the first is the primary, number 0 the staged key. */
  readonly keys: readonly NumberedKey[];
  /** Numbers whose file is empty: they are ignored, as a full disk leaves them behind. */
  readonly emptyNumbers: readonly number[];
}

/** Permissions that a key directory must or need not have. */
export interface KeyDirectoryRules {
  /** Accept a directory that everybody on the host can read or enter; Keystone accepts it with a warning. Default false. */
  readonly allowWorldReadable?: boolean;
  /** The directory must be writable too. Default false. */
  readonly writable?: boolean;
}

/**
 * Reads every key of a key directory (common/fernet_utils.py, FernetUtils.load_keys): files whose name is a whole number;
 * other names and empty files are ignored. No keys at all is no error here.
 *
 * @throws MultisiteError `identity.key_repository.*`: missing, unreadable, not_writable, world_readable, invalid_key. Each text
 * names the path. Unlike Keystone, which goes on with what it could read, one bad key file makes the whole directory bad.
 */
export function readKeyRepository(directory: string, rules: KeyDirectoryRules = {}): KeyRepository {
  checkDirectory(directory, rules);
  const keys = new Map<number, FernetKey>();
  const emptyNumbers: number[] = [];
  for (const [number, name] of listKeyFiles(directory)) {
    const path = join(directory, name);
    const text = readKeyText(path);
    if (text === undefined) continue;
    if (text === "") {
      emptyNumbers.push(number);
      continue;
    }
    const key = FernetKey.parse(new Secret(text));
    if (key === undefined) throw keyRepositoryError("invalid_key", `${path} does not hold a Fernet key.`);
    if (keys.has(number)) throw keyRepositoryError("invalid_key", `${path} has the same number as another key file.`);
    keys.set(number, key);
  }
  const numbered = [...keys].map(([number, key]) => ({ number, key }));
  return { keys: numbered.sort((left, right) => right.number - left.number), emptyNumbers };
}

/** As {@link readKeyRepository}, but a directory without keys is the error `identity.key_repository.empty`. */
export function loadKeyRepository(directory: string, rules: KeyDirectoryRules = {}): KeyRepository {
  const repository = readKeyRepository(directory, rules);
  if (repository.keys.length === 0) {
    throw keyRepositoryError(
      "empty",
      `The key directory ${directory} holds no keys; run fernet_setup, or copy them from another site.`,
    );
  }
  return repository;
}

/** Numbers and names of what could be key files. */
export function listKeyFiles(directory: string): [number: number, name: string][] {
  return namesIn(directory)
    .filter((name) => /^\d{1,15}$/.test(name))
    .map((name) => [Number(name), name]);
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (thrown) {
    throw keyRepositoryError("unreadable", `The key directory ${directory} cannot be read by this user.`, thrown);
  }
}

/** @throws MultisiteError when the directory is not there, or not as `rules` want it */
export function checkDirectory(directory: string, { allowWorldReadable = false, writable = false }: KeyDirectoryRules): void {
  let stats: Stats;
  try {
    stats = statSync(directory);
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT")
      throw keyRepositoryError("missing", `The key directory ${directory} does not exist.`, thrown);
    throw keyRepositoryError("unreadable", `The key directory ${directory} cannot be read.`, thrown);
  }
  if (!stats.isDirectory()) throw keyRepositoryError("missing", `The key directory ${directory} is not a directory.`);
  if (writable) checkWritable(directory);
  if (!allowWorldReadable && (stats.mode & 0o005) !== 0) {
    throw keyRepositoryError(
      "world_readable",
      `Everybody on this host can read the key directory ${directory}; set its mode to 0700.`,
    );
  }
}

function checkWritable(directory: string): void {
  try {
    accessSync(directory, constants.W_OK);
  } catch (thrown) {
    throw keyRepositoryError("not_writable", `The key directory ${directory} cannot be written by this user.`, thrown);
  }
}

/** The text of a key file; undefined for what is no file, or not there any more. */
function readKeyText(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? readFileSync(path, "utf8") : undefined;
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return undefined;
    throw keyRepositoryError("unreadable", `The key file ${path} cannot be read.`, thrown);
  }
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
}
