import { BLOCK_BYTES, type FernetKey, MAC_BYTES } from "./key.ts";

const VERSION = 0x80;
const IV_OFFSET = 9;
const CIPHERTEXT_OFFSET = IV_OFFSET + BLOCK_BYTES;
const MIN_BYTES = CIPHERTEXT_OFFSET + BLOCK_BYTES + MAC_BYTES;

/** Why an envelope was not opened: it has not the form of one, or no key of the set made it (or it was changed). */
export type EnvelopeFailure = "malformed" | "not_authentic";

/** What an envelope holds, or why it was not opened. */
export type OpenedEnvelope =
  | { readonly ok: true; readonly plaintext: Buffer; readonly timestampSeconds: number }
  | { readonly ok: false; readonly reason: EnvelopeFailure };

const MALFORMED: OpenedEnvelope = { ok: false, reason: "malformed" };
const NOT_AUTHENTIC: OpenedEnvelope = { ok: false, reason: "not_authentic" };

/**
 * Encrypts and signs `plaintext` with `key`: 0x80, the time in seconds as 64 bits, the initialisation vector, AES-128-CBC and
 * an HMAC-SHA256 over all of it, in URL-safe base64 without the trailing `=` (token/token_formatters.py, TokenFormatter.pack).
 *
 * @param iv 16 bytes that no other envelope of this key uses
 */
export function sealEnvelope(key: FernetKey, plaintext: Uint8Array, timeMs: number, iv: Uint8Array): string {
  const head = Buffer.alloc(IV_OFFSET, VERSION);
  head.writeBigUInt64BE(BigInt(Math.floor(timeMs / 1000)), 1);
  const signed = Buffer.concat([head, iv, key.encrypt(plaintext, iv)]);
  return Buffer.concat([signed, key.mac(signed)]).toString("base64url");
}

/**
 * Opens an envelope with the first of `keys` that made it. The library's age check is not used, as in Keystone: when something
 * expires stands in the plaintext. Never throws, whatever `text` is.
 *
 * Stricter than Keystone in one thing: characters outside of the alphabet, and bits that base64 does not use, make it malformed
 * instead of being ignored, so that a token has one spelling (with or without its `=`).
 */
export function openEnvelope(text: string, keys: readonly FernetKey[]): OpenedEnvelope {
  const data = Buffer.from(text, "base64url");
  if (data.length < MIN_BYTES || data[0] !== VERSION) return MALFORMED;
  if ((data.length - MIN_BYTES) % BLOCK_BYTES !== 0 || !isCanonical(text, data)) return MALFORMED;
  for (const key of keys) {
    if (!key.authenticates(data)) continue;
    const plaintext = key.decrypt(data.subarray(IV_OFFSET, data.length - MAC_BYTES));
    if (plaintext === undefined) continue;
    return { ok: true, plaintext, timestampSeconds: data.readUInt32BE(1) * 0x1_0000_0000 + data.readUInt32BE(5) };
  }
  return NOT_AUTHENTIC;
}

/** Whether `text` is the one way to write `data`, with or without its padding. */
function isCanonical(text: string, data: Buffer): boolean {
  const written = data.toString("base64url");
  return text === written || (text.endsWith("=") && text === written.padEnd(Math.ceil(written.length / 4) * 4, "="));
}
