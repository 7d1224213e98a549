import { createHash } from "node:crypto";

/**
 * Names a key where the key itself may not stand, as in what processes of a host tell each other: the first 16 hexadecimal
 * characters of SHA-256 over the key's text as its file holds it, without white space around it.
 */
export function keyFingerprint(text: string): string {
  return createHash("sha256").update(text.trim(), "utf8").digest("hex").slice(0, 16);
}
