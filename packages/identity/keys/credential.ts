import { isUtf8 } from "node:buffer";
import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import type { Random } from "@multisite/kernel/random";
import { sealEnvelope } from "../tokens/fernet.ts";
import type { KeySource } from "../tokens/index.ts";
import { BLOCK_BYTES } from "../tokens/key.ts";
import { openWith, primaryKey } from "../tokens/open.ts";
import { isNullKey } from "./credential-keys.ts";

/** What the `credential` table stores of a blob. */
export interface EncryptedCredential {
  /** Fernet text, with its trailing `=`. */
  readonly encryptedBlob: string;
  /** SHA-1 of the text of the key that encrypted it. */
  readonly keyHash: string;
}

/** Encrypts the blobs of credentials at rest (credential/providers/fernet/core.py). */
export interface CredentialCipher {
  encrypt(blob: string): EncryptedCredential;
  /** @throws MultisiteError `identity.credential.undecryptable` with Keystone's text */
  decrypt(encryptedBlob: string): string;
  /** What {@link EncryptedCredential.keyHash} of a new credential would be. */
  primaryKeyHash(): string;
  /** Whether new credentials get the key that everybody knows, since no key repository was made; worth a warning. */
  usesNullKey(): boolean;
}

export interface CredentialCipherOptions {
  readonly keys: KeySource;
  readonly clock: Clock;
  readonly random: Random;
}

/** A cipher over the keys of {@link createCredentialKeys}. */
export function createCredentialCipher({ keys, clock, random }: CredentialCipherOptions): CredentialCipher {
  return {
    encrypt(blob) {
      const key = primaryKey(keys);
      const text = sealEnvelope(key, Buffer.from(blob, "utf8"), clock.nowMs(), random.bytes(BLOCK_BYTES));
      return { encryptedBlob: text.padEnd(Math.ceil(text.length / 4) * 4, "="), keyHash: key.hash };
    },

    decrypt(encryptedBlob) {
      const opened = openWith(keys, encryptedBlob);
      if (!opened.ok || !isUtf8(opened.plaintext)) {
        throw new MultisiteError(
          "identity.credential.undecryptable",
          "Credential could not be decrypted. Please contact the administrator",
        );
      }
      return opened.plaintext.toString("utf8");
    },

    primaryKeyHash: () => primaryKey(keys).hash,
    usesNullKey: () => isNullKey(primaryKey(keys)),
  };
}
