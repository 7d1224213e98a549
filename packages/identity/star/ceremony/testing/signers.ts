import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";

export interface TestSigner {
  readonly signingKey: string;
  readonly sign: (text: string) => string;
}

/** Ed25519, as members sign. */
export function createSigner(): TestSigner {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return {
    signingKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    sign: (text) =>
      sign(null, Buffer.from(text), createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" }))).toString("base64"),
  };
}

const parsed = new Map<string, KeyObject>();

export function verifySignature(text: string, signature: string, signingKey: string): boolean {
  let key = parsed.get(signingKey);
  if (key === undefined) {
    key = createPublicKey({ key: Buffer.from(signingKey, "base64"), type: "spki", format: "der" });
    parsed.set(signingKey, key);
  }
  return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64"));
}
