import { createCipheriv, createDecipheriv, createHash, hash, timingSafeEqual } from "node:crypto";
import type { Random } from "@multisite/kernel/random";
import { Secret } from "@multisite/kernel/secret";

/** Length of the HMAC-SHA256 that ends every Fernet envelope. */
export const MAC_BYTES = 32;

/** Length of an AES block, and of the initialisation vector. */
export const BLOCK_BYTES = 16;

const HASH_BLOCK_BYTES = 64;
// Room for the signed part of nearly every token (a project token has 105 bytes); longer ones pay for a buffer of their own.
const SCRATCH_BYTES = HASH_BLOCK_BYTES + 1024;

/**
 * One Fernet key: 32 bytes, of which the first 16 sign (HMAC-SHA256) and the last 16 encrypt (AES-128-CBC).
 *
 * It holds the prepared state of both ciphers, because making them anew costs more than using them: the HMAC is two one-shot
 * hashes over key blocks that are already padded, and decryption runs on one long-lived ECB decipher.
 */
export class FernetKey {
  /** The key as its file holds it, character for character; `key_hash` of a credential is made from it. */
  readonly text: Secret<string>;
  readonly #encryptionKey: Buffer;
  readonly #inner: Buffer;
  readonly #outer: Buffer;
  readonly #mac = Buffer.alloc(MAC_BYTES);
  readonly #blockDecipher: ReturnType<typeof createDecipheriv>;

  private constructor(text: Secret<string>, bytes: Buffer) {
    this.text = text;
    this.#encryptionKey = bytes.subarray(16);
    this.#inner = Buffer.alloc(SCRATCH_BYTES);
    this.#inner.fill(0x36, 0, HASH_BLOCK_BYTES);
    this.#outer = Buffer.alloc(HASH_BLOCK_BYTES + MAC_BYTES, 0x5c);
    for (let index = 0; index < 16; index++) {
      const byte = bytes[index] as number;
      this.#inner[index] = 0x36 ^ byte;
      this.#outer[index] = 0x5c ^ byte;
    }
    this.#blockDecipher = createDecipheriv("aes-128-ecb", this.#encryptionKey, null).setAutoPadding(false);
  }

  /**
   * Reads the text of a key file: 44 characters of URL-safe base64 with its `=`; white space around it is tolerated, as
   * cryptography's Fernet does. Undefined when it is anything else.
   */
  static parse(text: Secret<string>): FernetKey | undefined {
    const trimmed = text.reveal().trim();
    if (!/^[A-Za-z0-9_-]{43}=$/.test(trimmed)) return undefined;
    return new FernetKey(text, Buffer.from(trimmed, "base64url"));
  }

  /** A new key from `random`. */
  static generate(random: Random): FernetKey {
    const bytes = random.bytes(32);
    return new FernetKey(new Secret(`${bytes.toString("base64url")}=`), bytes);
  }

  /** Lower-case hexadecimal SHA-1 of the key's text, as `credential.key_hash` holds it (credential/providers/fernet/core.py). */
  get hash(): string {
    return createHash("sha1").update(this.text.reveal(), "utf8").digest("hex");
  }

  /** The HMAC-SHA256 over the first `length` bytes of `data`. The buffer is used again by the next call. */
  mac(data: Uint8Array, length = data.length): Buffer {
    const end = HASH_BLOCK_BYTES + length;
    let inner = this.#inner;
    if (end > SCRATCH_BYTES) {
      inner = Buffer.allocUnsafe(end);
      this.#inner.copy(inner, 0, 0, HASH_BLOCK_BYTES);
    }
    inner.set(length === data.length ? data : data.subarray(0, length), HASH_BLOCK_BYTES);
    // A digest as a string of its bytes costs a quarter of one as a new buffer.
    this.#outer.write(hash("sha256", inner.subarray(0, end), "binary"), HASH_BLOCK_BYTES, "latin1");
    this.#mac.write(hash("sha256", this.#outer, "binary"), "latin1");
    return this.#mac;
  }

  /** Whether the last 32 bytes of `data` are this key's MAC over the rest; the time does not depend on where they differ. */
  authenticates(data: Buffer): boolean {
    const length = data.length - MAC_BYTES;
    return timingSafeEqual(this.mac(data, length), data.subarray(length));
  }

  /** AES-128-CBC with PKCS #7 padding. */
  encrypt(plaintext: Uint8Array, iv: Uint8Array): Buffer {
    const cipher = createCipheriv("aes-128-cbc", this.#encryptionKey, iv);
    return Buffer.concat([cipher.update(plaintext), cipher.final()]);
  }

  /**
   * Undoes {@link FernetKey.encrypt} for bytes that hold the initialisation vector and then the ciphertext. Undefined when the
   * padding is wrong. Call it only for authenticated bytes.
   */
  decrypt(ivAndCiphertext: Buffer): Buffer | undefined {
    // Without padding the decipher holds nothing back, so the same one serves every token; the chaining is done here.
    const blocks = this.#blockDecipher.update(ivAndCiphertext.subarray(BLOCK_BYTES));
    for (let index = 0; index < blocks.length; index++) {
      blocks[index] = (blocks[index] as number) ^ (ivAndCiphertext[index] as number);
    }
    const paddingBytes = blocks[blocks.length - 1] as number;
    if (paddingBytes === 0 || paddingBytes > BLOCK_BYTES) return undefined;
    const end = blocks.length - paddingBytes;
    for (let index = end; index < blocks.length; index++) {
      if (blocks[index] !== paddingBytes) return undefined;
    }
    return blocks.subarray(0, end);
  }
}
