import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

/** X25519 agrees on secrets, Ed25519 signs. Private and public keys of both are 32 bytes. */
export type Curve = "x25519" | "ed25519";

const KEY_BYTES = 32;

/** What stands before the 32 bytes in PKCS 8 and in SubjectPublicKeyInfo (RFC 8410); it names the curve. */
const PREFIXES: Readonly<Record<Curve, { readonly private: Buffer; readonly public: Buffer }>> = {
  x25519: {
    private: Buffer.from("302e020100300506032b656e04220420", "hex"),
    public: Buffer.from("302a300506032b656e032100", "hex"),
  },
  ed25519: {
    private: Buffer.from("302e020100300506032b657004220420", "hex"),
    public: Buffer.from("302a300506032b6570032100", "hex"),
  },
};

/** Any 32 bytes are a private key of either curve. */
export function privateKeyFromBytes(curve: Curve, bytes: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PREFIXES[curve].private, bytes]), format: "der", type: "pkcs8" });
}

export function publicKeyFromBytes(curve: Curve, bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([PREFIXES[curve].public, bytes]), format: "der", type: "spki" });
}

/** The 32 bytes of a public key, or of a private key's public half. */
export function publicBytesOf(key: KeyObject): Buffer {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return publicKey.export({ type: "spki", format: "der" }).subarray(-KEY_BYTES);
}

/** As members tell each other: SubjectPublicKeyInfo in base64, so that a key names its curve and cannot stand for the other. */
export function publicText(key: KeyObject): string {
  return createPublicKey(key).export({ type: "spki", format: "der" }).toString("base64");
}

/** @throws Error when the text is no public key of the curve */
export function publicKeyFromText(curve: Curve, text: string): KeyObject {
  const der = Buffer.from(text, "base64");
  const prefix = PREFIXES[curve].public;
  const isKey = der.length === prefix.length + KEY_BYTES && der.subarray(0, prefix.length).equals(prefix);
  // The decoder skips what is not of the alphabet; one key has one text.
  if (!isKey || der.toString("base64") !== text) {
    throw new Error(`This is no public key of ${curve}.`);
  }
  return createPublicKey({ key: der, format: "der", type: "spki" });
}
