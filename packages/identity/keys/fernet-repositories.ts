import { resolve } from "node:path";
import { type KeyRepositoryOptions, type Rotation, rotateKeyRepository, setupKeyRepository } from "./repository.ts";

/** The repositories of `[fernet_tokens]` and `[fernet_receipts]`, which are by default the same directory. */
export interface FernetRepositories {
  readonly tokens: KeyRepositoryOptions;
  readonly receipts: KeyRepositoryOptions;
}

/**
 * The repositories that are really different. One directory under two spellings (a trailing slash) is one: it would otherwise be
 * rotated twice, which deletes keys in use. The tokens' `max_active_keys` rules then (cmd/cli.py, FernetSetup and FernetRotate).
 */
function distinctRepositories({ tokens, receipts }: FernetRepositories): KeyRepositoryOptions[] {
  return resolve(tokens.directory) === resolve(receipts.directory) ? [tokens] : [tokens, receipts];
}

/** `fernet_setup`. Returns the directories in which keys were made. */
export function setupFernetRepositories(repositories: FernetRepositories): string[] {
  return distinctRepositories(repositories)
    .filter((repository) => setupKeyRepository(repository))
    .map(({ directory }) => directory);
}

/** `fernet_rotate`. Returns what was done in each directory. */
export function rotateFernetRepositories(repositories: FernetRepositories): (Rotation & { readonly directory: string })[] {
  return distinctRepositories(repositories).map((repository) => ({
    directory: repository.directory,
    ...rotateKeyRepository(repository),
  }));
}
