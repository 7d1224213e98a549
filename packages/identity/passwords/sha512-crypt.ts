import { createHash } from "node:crypto";

const ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const DIGEST_BYTES = 64;
const DEFAULT_ROUNDS = 5000;

const sha512 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash("sha512");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/**
 * Checks a password against a hash of crypt(3)'s `$6$` form. Keystone made such hashes before its Pike release and still accepts
 * them (keystone/common/password_hashing.py, SUPPORTED_HASHERS); new ones are never made. Undefined for another form.
 */
export function sha512Crypt(password: Buffer, hash: string): string | undefined {
  const parts = /^\$6\$(?:rounds=(\d+)\$)?([^$]{0,16})\$[./0-9A-Za-z]{86}$/.exec(hash);
  if (!parts) return undefined;
  const [, givenRounds, saltText = ""] = parts;
  const rounds = Math.min(Math.max(Number(givenRounds ?? DEFAULT_ROUNDS), 1000), 999_999_999);
  const salt = Buffer.from(saltText);
  const digest = stretch(password, salt, rounds);
  const roundsText = givenRounds === undefined ? "" : `rounds=${rounds}$`;
  return `$6$${roundsText}${saltText}$${encode(digest)}`;
}

/** The algorithm of https://www.akkadia.org/drepper/SHA-crypt.txt; the letters are its variables. */
function stretch(password: Buffer, salt: Buffer, rounds: number): Buffer {
  const digestB = sha512(password, salt, password);
  const partsA: Uint8Array[] = [password, salt, fill(digestB, password.length)];
  for (let bits = password.length; bits > 0; bits >>= 1) partsA.push(bits & 1 ? digestB : password);
  let digest = sha512(...partsA);
  const sequenceP = fill(sha512(...Array.from({ length: password.length }, () => password)), password.length);
  const repeatsOfSalt = 16 + (digest[0] as number);
  const sequenceS = fill(sha512(...Array.from({ length: repeatsOfSalt }, () => salt)), salt.length);
  for (let round = 0; round < rounds; round++) {
    const parts: Uint8Array[] = [round & 1 ? sequenceP : digest];
    if (round % 3 !== 0) parts.push(sequenceS);
    if (round % 7 !== 0) parts.push(sequenceP);
    parts.push(round & 1 ? digest : sequenceP);
    digest = sha512(...parts);
  }
  return digest;
}

/** The digest over and over, up to a length. */
function fill(digest: Buffer, length: number): Buffer {
  return Buffer.alloc(length, length === 0 ? undefined : digest);
}

/** Three bytes become four characters, least significant first, taken from the digest in a fixed jumble. */
function encode(digest: Buffer): string {
  let text = "";
  const emit = (one: number, two: number, three: number, characters: number): void => {
    let bits = (one << 16) | (two << 8) | three;
    for (let index = 0; index < characters; index++, bits >>= 6) text += ALPHABET[bits & 0x3f];
  };
  let [first, second, third] = [0, 21, 42] as [number, number, number];
  for (let group = 0; group < 21; group++) {
    emit(digest[first] as number, digest[second] as number, digest[third] as number, 4);
    [first, second, third] = [second + 1, third + 1, first + 1];
  }
  emit(0, 0, digest[DIGEST_BYTES - 1] as number, 2);
  return text;
}
