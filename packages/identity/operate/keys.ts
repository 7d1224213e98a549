import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IdentityConfig } from "../config/index.ts";
import {
  CREDENTIAL_MAX_ACTIVE_KEYS,
  type KeyOwner,
  type KeyRepositoryOptions,
  loadKeyRepository,
  type Rotation,
  rotateFernetRepositories,
  rotateKeyRepository,
  setupFernetRepositories,
  setupKeyRepository,
} from "../keys/index.ts";
import { readKeyRepository } from "../keys/load.ts";
import type { IdentityWorld } from "../main.ts";
import { FernetKey } from "../tokens/index.ts";

/** A key command of an operator. */
export interface KeyCommand {
  readonly config: IdentityConfig;
  readonly world: Pick<IdentityWorld, "random">;
  readonly dryRun: boolean;
  readonly owner?: KeyOwner;
}

export interface KeySetup {
  readonly directory: string;
  /** Whether keys were made; false when there were some. */
  readonly made: boolean;
}

export interface KeyRotation extends Rotation {
  readonly directory: string;
}

function repositories({ config, world, owner }: KeyCommand) {
  const shared = { random: world.random, ...(owner === undefined ? {} : { owner }) };
  const tokens = {
    directory: config.fernet_tokens.key_repository,
    maxActiveKeys: config.fernet_tokens.max_active_keys,
    ...shared,
  };
  const receipts = {
    directory: config.fernet_receipts.key_repository ?? tokens.directory,
    maxActiveKeys: config.fernet_receipts.max_active_keys,
    ...shared,
  };
  const credentials = { directory: config.credential.key_repository, maxActiveKeys: CREDENTIAL_MAX_ACTIVE_KEYS, ...shared };
  return { tokens, receipts, credentials };
}

/** `keystone-manage fernet_setup`: the keys of tokens, and those of receipts where they have their own. */
export function setupTokenKeys(command: KeyCommand): readonly KeySetup[] {
  const { tokens, receipts } = repositories(command);
  const directories = [...new Set([tokens.directory, receipts.directory])];
  const made = command.dryRun ? directories.filter(lacksStagedKey) : setupFernetRepositories({ tokens, receipts });
  return directories.map((directory) => ({ directory, made: made.includes(directory) }));
}

/** `keystone-manage receipt_setup`. */
export function setupReceiptKeys(command: KeyCommand): readonly KeySetup[] {
  return [setupOne(repositories(command).receipts, command.dryRun)];
}

/** `keystone-manage credential_setup`. */
export function setupCredentialKeys(command: KeyCommand): readonly KeySetup[] {
  return [setupOne(repositories(command).credentials, command.dryRun)];
}

function setupOne(repository: KeyRepositoryOptions, dryRun: boolean): KeySetup {
  const { directory } = repository;
  return { directory, made: dryRun ? lacksStagedKey(directory) : setupKeyRepository(repository) };
}

function lacksStagedKey(directory: string): boolean {
  try {
    return !readKeyRepository(directory).keys.some(({ number }) => number === 0);
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === "identity.key_repository.missing") return true;
    throw thrown;
  }
}

/** `keystone-manage fernet_rotate`: the keys of tokens, and those of receipts where they have their own. */
export function rotateTokenKeys(command: KeyCommand): readonly KeyRotation[] {
  const { tokens, receipts } = repositories(command);
  if (!command.dryRun) return rotateFernetRepositories({ tokens, receipts });
  return tokens.directory === receipts.directory ? [rehearse(tokens)] : [rehearse(tokens), rehearse(receipts)];
}

/** `keystone-manage receipt_rotate`. */
export function rotateReceiptKeys(command: KeyCommand): readonly KeyRotation[] {
  const { receipts } = repositories(command);
  if (command.dryRun) return [rehearse(receipts)];
  return [{ directory: receipts.directory, ...rotateKeyRepository(receipts) }];
}

/** What the rotation of the credential keys works on. */
export function credentialRepository(command: KeyCommand): KeyRepositoryOptions {
  return repositories(command).credentials;
}

/** Rotates other keys of the same numbers elsewhere: what happens is told by the code that would do it, and no secret is copied. */
export function rehearse(repository: KeyRepositoryOptions): KeyRotation {
  const { keys } = loadKeyRepository(repository.directory, { writable: true });
  const directory = mkdtempSync(join(tmpdir(), "multisite-rehearsal-"));
  try {
    for (const { number } of keys) {
      writeFileSync(join(directory, String(number)), FernetKey.generate(repository.random).text.reveal(), { mode: 0o600 });
    }
    const { owner: _owner, ...withoutOwner } = repository;
    return { ...rotateKeyRepository({ ...withoutOwner, directory }), directory: repository.directory };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
