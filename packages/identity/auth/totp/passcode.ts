import { createHmac } from "node:crypto";
import type { Secret } from "@multisite/kernel/secret";

/** Seconds that one code is shown. */
const PERIOD_SECONDS = 30;

const DIGITS = 6;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The time step that a moment lies in. */
export function timeStepOf(timeMs: number): number {
  return Math.floor(timeMs / 1000 / PERIOD_SECONDS);
}

/** The code of a time step: RFC 6238 with SHA-1 and six digits, as authenticator apps show it. */
export function passcodeOf(key: Secret<Buffer>, timeStep: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(timeStep));
  const digest = createHmac("sha1", key.reveal()).update(counter).digest();
  const offset = (digest.at(-1) as number) & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

/** RFC 4648 base32 in capitals, with or without padding; undefined for anything else, as Python's b32decode refuses it. */
export function decodeBase32(text: string): Buffer | undefined {
  const characters = text.replace(/=+$/, "");
  if (!/^[A-Z2-7]+$/.test(characters) || [1, 3, 6].includes(characters.length % 8)) return undefined;
  const bytes: number[] = [];
  let bits = 0;
  let bitCount = 0;
  for (const character of characters) {
    bits = ((bits << 5) | ALPHABET.indexOf(character)) & 0xfff;
    bitCount += 5;
    if (bitCount < 8) continue;
    bitCount -= 8;
    bytes.push((bits >> bitCount) & 0xff);
  }
  return Buffer.from(bytes);
}
