import type { Random } from "@multisite/kernel/random";
import { FernetKey } from "../tokens/index.ts";
import { keyRepositoryError } from "./errors.ts";
import { checkDirectory, type KeyRepository, loadKeyRepository, readKeyRepository } from "./load.ts";
import { createKeyDirectory, deleteKey, type KeyOwner, promoteStagedKey, stageTemporaryKey, writeTemporaryKey } from "./write.ts";

/** How keys are made and kept in a key directory. */
export interface KeyRepositoryOptions {
  readonly directory: string;
  /** Keys that stay, the staged one included: `[fernet_tokens] max_active_keys`; 3 for credential keys. */
  readonly maxActiveKeys: number;
  readonly random: Random;
  readonly owner?: KeyOwner;
  readonly allowWorldReadable?: boolean;
}

/** What a rotation has done. */
export interface Rotation {
  /** Number of the key that signs from now on. */
  readonly primary: number;
  /** Numbers of the keys that were deleted, lowest first: what they signed is dead. */
  readonly deleted: readonly number[];
  /** An earlier rotation had been interrupted before it staged its new key; this one finished it instead of beginning another. */
  readonly finishedEarlierRotation: boolean;
}

/**
 * Makes the directory with a staged and a primary key (numbers 0 and 1), unless a staged key is there (fernet_utils.py,
 * initialize_key_repository).
 *
 * Other than Keystone, a directory that has keys but no staged one only gets a new staged key: Keystone would make a key the
 * primary that no other site has.
 *
 * @returns whether keys were made
 * @throws MultisiteError `identity.key_repository.*`
 */
export function setupKeyRepository(options: KeyRepositoryOptions): boolean {
  createKeyDirectory(options.directory, options.owner);
  const { keys } = readKeyRepository(options.directory, { ...options, writable: true });
  if (keys.some(({ number }) => number === 0)) return false;
  writeTemporaryKey(options.directory, FernetKey.generate(options.random), options.owner);
  stageTemporaryKey(options.directory);
  if (keys.length === 0) rotateKeyRepository(options);
  return true;
}

/**
 * Makes the staged key the primary, stages a new one and deletes the lowest-numbered keys that are too many (fernet_utils.py,
 * rotate_keys). It can be interrupted at any point: every key that has signed stays until the last step, and running it again
 * finishes what was begun.
 *
 * @throws MultisiteError `identity.key_repository.*`
 */
export function rotateKeyRepository(options: KeyRepositoryOptions): Rotation {
  const steps = rotationSteps(options);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** The rotation, pausing after everything that changes the disk; tests stop it there. */
export function* rotationSteps(options: KeyRepositoryOptions): Generator<void, Rotation> {
  const { directory, maxActiveKeys, random, owner } = options;
  if (!Number.isInteger(maxActiveKeys) || maxActiveKeys < 1) {
    throw keyRepositoryError("too_few_keys_kept", `max_active_keys is ${maxActiveKeys}; it must be a whole number of 1 or more.`);
  }
  checkDirectory(directory, { ...options, writable: true });
  const numbers = numbersOf(loadKeyRepository(directory, options));
  const hasStaged = numbers.includes(0);

  writeTemporaryKey(directory, FernetKey.generate(random), owner);
  yield;
  let primary = Math.max(...numbers);
  if (hasStaged) {
    primary += 1;
    promoteStagedKey(directory, primary);
    yield;
  }
  stageTemporaryKey(directory);
  yield;

  const positive = [...numbers.filter((number) => number !== 0 && number !== primary), primary].sort(
    (left, right) => left - right,
  );
  const deleted = positive.slice(0, Math.max(0, positive.length - (maxActiveKeys - 1)));
  for (const number of deleted) {
    deleteKey(directory, number);
    yield;
  }
  return { primary: maxActiveKeys === 1 ? 0 : primary, deleted, finishedEarlierRotation: !hasStaged };
}

function numbersOf({ keys }: KeyRepository): number[] {
  return keys.map(({ number }) => number);
}
