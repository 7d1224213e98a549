import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import type { FernetKey, KeySet, KeySource } from "../tokens/index.ts";
import { keyRepositoryError } from "./errors.ts";
import { fingerprintKeyDirectory } from "./fingerprint.ts";
import { type KeyRepository, loadKeyRepository, type NumberedKey } from "./load.ts";

/** The keys of a directory, followed as they change on the disk. */
export interface LiveKeys extends KeySource {
  /** Number of the current set's revision: looks at the directory when {@link KeySource.current} would. */
  readonly revision: number;
  /** Why the last reading failed, in which case the set before it is still in use; undefined when all is well. */
  readonly problem: MultisiteError | undefined;
}

export interface LiveKeysOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** How old a look at the directory may be before {@link KeySource.current} looks again. Default 100 ms; 0 looks each time. */
  readonly checkIntervalMs?: number;
  readonly allowWorldReadable?: boolean;
  /** Called when a reading begins to fail, fails otherwise, or (with undefined) works again. */
  readonly onProblem?: (problem: MultisiteError | undefined) => void;
  /** How the directory is read; credential keys are read otherwise. */
  readonly read?: (directory: string) => KeyRepository;
  /** A key behind all those of the directory. */
  readonly lastKey?: FernetKey;
}

// The coarsest time stamps of a file system in use (FAT); ext4, XFS and NFS are finer.
const COARSEST_TICK_MS = 2000;
const MAX_TORN_READINGS = 3;

/**
 * Reads a key directory and follows it. Keystone reads all files for every token; here a look costs some `stat` calls, at most
 * once in `checkIntervalMs`, and files are read only when the look shows a change.
 *
 * No change is missed: after a change is seen, files are read at every look until one reading began later than the coarsest tick
 * of a file system after it, since a second change in the same tick would not show. This compares no clock with the disk's.
 *
 * @throws MultisiteError `identity.key_repository.*` when the first reading fails; later ones keep the last good set
 */
export function createLiveKeys(options: LiveKeysOptions): LiveKeys {
  const { directory, clock, checkIntervalMs = 100, onProblem, lastKey } = options;
  const read = options.read ?? ((path) => loadKeyRepository(path, options));

  let problem: MultisiteError | undefined;
  let fingerprint = fingerprintKeyDirectory(directory);
  let fingerprintSeenMs = clock.monotonicMs();
  let settled = false;
  let numbered = read(directory).keys;
  let set: KeySet = { revision: 1, keys: keysOf(numbered, lastKey) };
  let nextCheckMs = fingerprintSeenMs + checkIntervalMs;

  /** The keys, when nothing changed while they were read. */
  function readUntorn(): readonly NumberedKey[] | undefined {
    for (let attempt = 0; attempt < MAX_TORN_READINGS; attempt++) {
      const repository = read(directory);
      const after = fingerprintKeyDirectory(directory);
      if (after !== fingerprint) {
        noteFingerprint(after);
        continue;
      }
      const torn = repository.emptyNumbers.find((number) => numbered.some((key) => key.number === number));
      if (torn !== undefined) {
        throw keyRepositoryError(
          "half_written",
          `The key file ${torn} of ${directory} has become empty; its former key stays in use.`,
        );
      }
      return repository.keys;
    }
    return undefined;
  }

  function noteFingerprint(seen: string): void {
    fingerprint = seen;
    fingerprintSeenMs = clock.monotonicMs();
    settled = false;
  }

  function report(found: MultisiteError | undefined): void {
    const changed = found?.message !== problem?.message;
    problem = found;
    if (changed) onProblem?.(found);
  }

  function look(): void {
    const startedMs = clock.monotonicMs();
    nextCheckMs = startedMs + checkIntervalMs;
    const seen = fingerprintKeyDirectory(directory);
    if (seen !== fingerprint) noteFingerprint(seen);
    else if (settled) return;
    try {
      const latest = readUntorn();
      if (latest === undefined) return;
      if (!sameKeys(latest, numbered)) {
        numbered = latest;
        set = { revision: set.revision + 1, keys: keysOf(latest, lastKey) };
      }
      settled = startedMs - fingerprintSeenMs > COARSEST_TICK_MS;
      report(undefined);
    } catch (thrown) {
      report(
        thrown instanceof MultisiteError
          ? thrown
          : keyRepositoryError("unreadable", `The key directory ${directory} cannot be read.`, thrown),
      );
    }
  }

  function current(): KeySet {
    if (clock.monotonicMs() >= nextCheckMs) look();
    return set;
  }

  return {
    current,
    refresh() {
      look();
      return set;
    },
    get revision() {
      return current().revision;
    },
    get problem() {
      return problem;
    },
  };
}

function keysOf(numbered: readonly NumberedKey[], lastKey: FernetKey | undefined): FernetKey[] {
  const keys = numbered.map(({ key }) => key);
  return lastKey === undefined ? keys : [...keys, lastKey];
}

function sameKeys(left: readonly NumberedKey[], right: readonly NumberedKey[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ number, key }, index) => {
      const other = right[index];
      return number === other?.number && key.text.reveal() === other.key.text.reveal();
    })
  );
}
