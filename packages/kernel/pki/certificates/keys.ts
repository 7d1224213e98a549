import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, type webcrypto } from "node:crypto";

/** P-256: what every TLS library speaks. */
export const SIGNATURE = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** PKCS 8 in PEM, as {@link writeDurably} writes it for its owner alone. */
export function createPrivateKeyText(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** Both halves, as the certificate library takes them. */
export function pairOf(privateKeyText: string): webcrypto.CryptoKeyPair {
  const privateKey = createPrivateKey(privateKeyText);
  return { privateKey: importKey(privateKey, "sign"), publicKey: importKey(createPublicKey(privateKey), "verify") };
}

function importKey(key: KeyObject, use: "sign" | "verify"): webcrypto.CryptoKey {
  return key.toCryptoKey(SIGNATURE, true, [use]);
}
