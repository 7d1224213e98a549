import { pbkdf2, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Random } from "@multisite/kernel/random";
import type { Secret } from "@multisite/kernel/secret";
import { hash as bcryptHash, verify as bcryptVerify } from "@node-rs/bcrypt";
import { sha512Crypt } from "./sha512-crypt.ts";

/** The algorithms of `[identity] password_hash_algorithm`. */
export type HashAlgorithm = "bcrypt" | "scrypt" | "pbkdf2_sha512";

export interface HashSettings {
  readonly algorithm: HashAlgorithm;
  /** bcrypt: log2 of the rounds (12); scrypt: log2 of N (16); pbkdf2: iterations (25000). */
  readonly rounds: number | undefined;
  /** scrypt's `r` (8) and `p` (1), and the bytes of salt of scrypt and pbkdf2 (16). */
  readonly scryptBlockSize?: number | undefined;
  readonly scryptParallelism?: number | undefined;
  readonly saltBytes?: number | undefined;
}

const pbkdf2Async = promisify(pbkdf2);
const scryptAsync = promisify(scrypt) as (
  password: Buffer,
  salt: Buffer,
  keyLength: number,
  options: { N: number; r: number; p: number; maxmem: number },
) => Promise<Buffer>;

/** bcrypt reads no more than this (keystone/common/password_hashing.py, BCRYPT_MAX_LENGTH). */
const BCRYPT_MAX_BYTES = 72;
const BCRYPT_SALT_BYTES = 16;

/** passlib's. */
const DEFAULT_ROUNDS = { bcrypt: 12, scrypt: 16, pbkdf2_sha512: 25_000 } as const;

/** Hashes a password in the format of Keystone's column (keystone/common/password_hashing.py). */
export async function hashPassword(password: Secret | Secret<Buffer>, settings: HashSettings, random: Random): Promise<string> {
  const bytes = bytesOf(password);
  const salt = random.bytes(settings.algorithm === "bcrypt" ? BCRYPT_SALT_BYTES : (settings.saltBytes ?? 16));
  switch (settings.algorithm) {
    case "bcrypt": {
      return bcryptHash(truncate(bytes), { salt, cost: settings.rounds ?? DEFAULT_ROUNDS.bcrypt, version: "2b" });
    }
    case "scrypt": {
      const logN = settings.rounds ?? DEFAULT_ROUNDS.scrypt;
      const { scryptBlockSize: r = 8, scryptParallelism: p = 1 } = settings;
      const key = await scryptAsync(bytes, salt, 32, { N: 2 ** logN, r, p, maxmem: scryptMemory(logN, r, p) });
      return `$scrypt$ln=${logN},r=${r},p=${p}$${passlibBase64(salt, "+")}$${passlibBase64(key, "+")}`;
    }
    case "pbkdf2_sha512": {
      const iterations = settings.rounds ?? DEFAULT_ROUNDS.pbkdf2_sha512;
      const key = await pbkdf2Async(bytes, salt, iterations, 64, "sha512");
      return `$pbkdf2-sha512$${iterations}$${passlibBase64(salt, ".")}$${passlibBase64(key, ".")}`;
    }
  }
}

/** A hash that no password has, and whose verification takes as long as that of a hash with these settings. */
export function decoyHash(settings: HashSettings): string {
  switch (settings.algorithm) {
    case "bcrypt":
      return `$2b$${String(settings.rounds ?? DEFAULT_ROUNDS.bcrypt).padStart(2, "0")}$${".".repeat(53)}`;
    case "scrypt": {
      const { rounds = DEFAULT_ROUNDS.scrypt, scryptBlockSize: r = 8, scryptParallelism: p = 1 } = settings;
      return `$scrypt$ln=${rounds},r=${r},p=${p}$${"A".repeat(22)}$${"A".repeat(43)}`;
    }
    case "pbkdf2_sha512":
      return `$pbkdf2-sha512$${settings.rounds ?? DEFAULT_ROUNDS.pbkdf2_sha512}$${"A".repeat(22)}$${"A".repeat(86)}`;
  }
}

/** Whether the password is that of the hash; a hash of an unknown form never matches. */
export async function verifyPassword(password: Secret | Secret<Buffer>, hash: string): Promise<boolean> {
  const bytes = bytesOf(password);
  if (/^\$2[aby]?\$/.test(hash)) return bcryptVerify(truncate(bytes), hash).catch(() => false);
  const scryptParts = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash);
  if (scryptParts) {
    const [, ln = "", r = "", p = "", salt = "", digest = ""] = scryptParts;
    const expected = Buffer.from(digest, "base64");
    const parameters = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
    const maxmem = scryptMemory(Number(ln), parameters.r, parameters.p);
    return isEqual(await scryptAsync(bytes, Buffer.from(salt, "base64"), expected.length, { ...parameters, maxmem }), expected);
  }
  const pbkdf2Parts = /^\$pbkdf2-sha512\$(\d+)\$([^$]+)\$([^$]+)$/.exec(hash);
  if (pbkdf2Parts) {
    const [, iterations = "", salt = "", digest = ""] = pbkdf2Parts;
    const expected = fromPasslibBase64(digest);
    return isEqual(await pbkdf2Async(bytes, fromPasslibBase64(salt), Number(iterations), expected.length, "sha512"), expected);
  }
  const crypted = sha512Crypt(bytes, hash);
  return crypted !== undefined && isEqual(Buffer.from(crypted), Buffer.from(hash));
}

function bytesOf(password: Secret | Secret<Buffer>): Buffer {
  const revealed = password.reveal();
  return typeof revealed === "string" ? Buffer.from(revealed, "utf8") : revealed;
}

function truncate(bytes: Buffer): Buffer {
  return bytes.subarray(0, BCRYPT_MAX_BYTES);
}

function isEqual(actual: Buffer, expected: Buffer): boolean {
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

function scryptMemory(logN: number, r: number, p: number): number {
  return 128 * r * (2 ** logN + p) + 1024 * 1024;
}

/** passlib's base64 has no padding; pbkdf2 hashes also write `.` for `+`. */
function passlibBase64(bytes: Buffer, plus: "+" | "."): string {
  return bytes.toString("base64").replaceAll("=", "").replaceAll("+", plus);
}

function fromPasslibBase64(text: string): Buffer {
  return Buffer.from(text.replaceAll(".", "+"), "base64");
}
