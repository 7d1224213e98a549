import { createCipheriv, createDecipheriv, createHmac, diffieHellman, type KeyObject } from "node:crypto";
import type { Random } from "../random/index.ts";
import { privateKeyFromBytes, publicBytesOf, publicKeyFromBytes } from "./curve-keys.ts";

// RFC 9180 in base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. Written on node:crypto because the ceremony's rules
// run without waiting, and the libraries' are asynchronous; a test opens with one of them what is sealed here, and the reverse.

const KEM_ID = Buffer.from("0020", "hex");
const KDF_ID = Buffer.from("0001", "hex");
const KEM_SUITE = Buffer.concat([Buffer.from("KEM"), KEM_ID]);

/** What encrypts in the end; the examples of the RFC for this curve have AES-128-GCM. */
export interface Aead {
  readonly id: number;
  readonly cipher: "aes-128-gcm" | "aes-256-gcm";
  readonly keyBytes: number;
}

const AES_256_GCM: Aead = { id: 2, cipher: "aes-256-gcm", keyBytes: 32 };

/** Of the encapsulated key, before the ciphertext. */
const ENCAPSULATED_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HASH_BYTES = 32;

export interface SealBaseOptions {
  readonly recipient: KeyObject;
  readonly info: Buffer;
  readonly aad: Buffer;
  readonly plaintext: Buffer;
  readonly random: Random;
  readonly aead?: Aead;
}

/** Encapsulated key and ciphertext, one after the other (section 6.1, single shot). */
export function sealBase({ recipient, info, aad, plaintext, random, aead = AES_256_GCM }: SealBaseOptions): Buffer {
  const ephemeral = privateKeyFromBytes("x25519", random.bytes(32));
  const encapsulated = publicBytesOf(ephemeral);
  const dh = diffieHellman({ privateKey: ephemeral, publicKey: recipient });
  const { key, nonce } = schedule(sharedSecret(dh, encapsulated, publicBytesOf(recipient)), info, aead);
  const cipher = createCipheriv(aead.cipher, key, nonce).setAAD(aad);
  return Buffer.concat([encapsulated, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

export interface OpenBaseOptions {
  readonly privateKey: KeyObject;
  readonly info: Buffer;
  readonly aad: Buffer;
  readonly sealed: Buffer;
  readonly aead?: Aead;
}

/** Undefined when it was not sealed to this key with this information and associated data. */
export function openBase({ privateKey, info, aad, sealed, aead = AES_256_GCM }: OpenBaseOptions): Buffer | undefined {
  if (sealed.length < ENCAPSULATED_BYTES + TAG_BYTES) return undefined;
  const encapsulated = sealed.subarray(0, ENCAPSULATED_BYTES);
  try {
    // Throws for the few public keys whose shared secret anybody knows (section 7.1.4).
    const dh = diffieHellman({ privateKey, publicKey: publicKeyFromBytes("x25519", encapsulated) });
    const { key, nonce } = schedule(sharedSecret(dh, encapsulated, publicBytesOf(privateKey)), info, aead);
    const decipher = createDecipheriv(aead.cipher, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(aad).setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(ENCAPSULATED_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** ExtractAndExpand of section 4.1. */
function sharedSecret(dh: Buffer, encapsulated: Buffer, recipient: Buffer): Buffer {
  const extracted = labeledExtract(KEM_SUITE, Buffer.alloc(0), "eae_prk", dh);
  return labeledExpand(KEM_SUITE, extracted, "shared_secret", Buffer.concat([encapsulated, recipient]), HASH_BYTES);
}

/** KeySchedule of section 5.1 in mode_base: no pre-shared key. One message each, so that the nonce is the base nonce. */
function schedule(shared: Buffer, info: Buffer, aead: Aead): { readonly key: Buffer; readonly nonce: Buffer } {
  const suite = Buffer.concat([Buffer.from("HPKE"), KEM_ID, KDF_ID, Buffer.from([0, aead.id])]);
  const empty = Buffer.alloc(0);
  const context = Buffer.concat([
    Buffer.from([0]),
    labeledExtract(suite, empty, "psk_id_hash", empty),
    labeledExtract(suite, empty, "info_hash", info),
  ]);
  const secret = labeledExtract(suite, shared, "secret", empty);
  return {
    key: labeledExpand(suite, secret, "key", context, aead.keyBytes),
    nonce: labeledExpand(suite, secret, "base_nonce", context, NONCE_BYTES),
  };
}

function labeledExtract(suite: Buffer, salt: Buffer, label: string, input: Buffer): Buffer {
  // An empty salt is a block of zeros to HMAC, as HKDF wants it.
  return hmac(salt, Buffer.concat([Buffer.from("HPKE-v1"), suite, Buffer.from(label), input]));
}

/** At most one hash long, which is all that this suite needs: the first block of HKDF-Expand. */
function labeledExpand(suite: Buffer, key: Buffer, label: string, info: Buffer, length: number): Buffer {
  const lengthBytes = Buffer.alloc(2);
  lengthBytes.writeUInt16BE(length);
  const labeled = Buffer.concat([lengthBytes, Buffer.from("HPKE-v1"), suite, Buffer.from(label), info]);
  return hmac(key, Buffer.concat([labeled, Buffer.from([1])])).subarray(0, length);
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac("sha256", key).update(data).digest();
}
