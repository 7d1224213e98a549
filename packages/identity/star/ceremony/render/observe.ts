import { join } from "node:path";
import { keyFingerprint } from "../../../keys/index.ts";
import { type FileCalls, isMissing } from "../disk/files.ts";

/** A file of a key directory that Keystone takes for a key. */
export interface SeenKeyFile {
  readonly name: string;
  /** As Keystone counts it: the highest one signs. */
  readonly number: bigint;
  /** Undefined when the file is empty or cannot be read. */
  readonly fingerprint: string | undefined;
  /** Whether the name is one that this program gives, and the file a plain one. */
  readonly isPlain: boolean;
}

/**
 * What Python's `int()` takes: Keystone reads every file whose name it accepts as a key, also `007`, `1_000` and `+5`
 * (common/fernet_utils.py, _get_key_files).
 */
const KEYSTONE_NUMBER = /^\s*[+-]?\p{Nd}+(?:_\p{Nd}+)*\s*$/u;
/** Larger ones are nobody's: counting on from them would leave the range that every reader knows. */
const PLAIN_NUMBER = /^(?:0|[1-9]\d{0,8})$/;

/** The keys of a directory as Keystone would load them now, highest first; empty when there is no directory. */
export function readAsKeystone(files: FileCalls, directory: string): readonly SeenKeyFile[] {
  const seen = namesIn(files, directory)
    .filter((name) => KEYSTONE_NUMBER.test(name))
    .map((name) => readKeyFile(files, directory, name))
    .filter((file) => file !== undefined);
  return seen.sort((one, other) => (one.number < other.number ? 1 : one.number > other.number ? -1 : 0));
}

function namesIn(files: FileCalls, directory: string): readonly string[] {
  try {
    return files.readdirSync(directory);
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
}

/** Undefined for what Keystone passes over: directories, and what is gone by now. */
function readKeyFile(files: FileCalls, directory: string, name: string): SeenKeyFile | undefined {
  const path = join(directory, name);
  const stats = files.statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return undefined;
  const isPlain = PLAIN_NUMBER.test(name) && files.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === false;
  let text = "";
  try {
    text = files.readFileSync(path, "utf8");
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
  }
  return { name, number: toNumber(name), fingerprint: text.trim() === "" ? undefined : keyFingerprint(text), isPlain };
}

function toNumber(name: string): bigint {
  const digits = name.trim().replaceAll("_", "").replace(/^\+/, "");
  // Digits of other scripts: their exact value does not matter, that they are none of ours does.
  return /^-?\d+$/.test(digits) ? BigInt(digits) : 10n ** 20n;
}
