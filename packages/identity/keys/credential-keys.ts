import { MultisiteError } from "@multisite/kernel/errors";
import { Secret } from "@multisite/kernel/secret";
import { FernetKey } from "../tokens/index.ts";
import { type KeyRepository, readKeyRepository } from "./load.ts";
import { createLiveKeys, type LiveKeys, type LiveKeysOptions } from "./watch.ts";

/** Credential keys are rotated only after all credentials have the primary, so that three are always enough (MAX_ACTIVE_KEYS). */
export const CREDENTIAL_MAX_ACTIVE_KEYS = 3;

/** The text of the key of 32 zero bytes. It protects nothing: everybody knows it. */
const NULL_KEY_TEXT = `${"A".repeat(43)}=`;

/** Whether a key is the one that everybody knows. */
export function isNullKey(key: FernetKey): boolean {
  return key.text.reveal() === NULL_KEY_TEXT;
}

/**
 * The keys that encrypt credentials. Behind the keys of the directory stands the null key, which is also the primary as long as
 * there is no directory, or an empty one (fernet_utils.py, load_keys with use_null_key).
 *
 * Unlike in Keystone, keys that have been there and vanish stay in use, and a directory that may not be read is an error: falling
 * back to the null key would store secrets in the open.
 */
export function createCredentialKeys(options: Omit<LiveKeysOptions, "read" | "lastKey">): LiveKeys {
  let hadKeys = false;

  function read(directory: string): KeyRepository {
    let repository: KeyRepository = { keys: [], emptyNumbers: [] };
    try {
      repository = readKeyRepository(directory, options);
    } catch (thrown) {
      const isMissing = thrown instanceof MultisiteError && thrown.code === "identity.key_repository.missing";
      if (!isMissing) throw thrown;
    }
    if (hadKeys && repository.keys.length === 0) {
      throw new MultisiteError("identity.key_repository.empty", `The credential key directory ${directory} has lost its keys.`);
    }
    hadKeys ||= repository.keys.length > 0;
    return repository;
  }

  const lastKey = FernetKey.parse(new Secret(NULL_KEY_TEXT)) as FernetKey;
  return createLiveKeys({ ...options, read, lastKey });
}
