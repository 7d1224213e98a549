import { randomBytes } from "node:crypto";

/** The only source of chance. */
export interface Random {
  /** `count` random bytes; cryptographically strong from {@link systemRandom}. */
  bytes(count: number): Buffer;
}

const POOL_BYTES = 4096;

/** The operating system's generator; small requests are cut from a pool, so that a request ID costs no system call. */
export const systemRandom: Random = createPooledRandom();

function createPooledRandom(): Random {
  let pool = randomBytes(POOL_BYTES);
  let used = 0;
  return {
    bytes(count) {
      if (count > POOL_BYTES / 8) return randomBytes(count);
      if (used + count > POOL_BYTES) {
        pool = randomBytes(POOL_BYTES);
        used = 0;
      }
      const start = used;
      used += count;
      return Buffer.from(pool.subarray(start, used));
    },
  };
}

/** A reproducible generator for tests and simulations (mulberry32); never for secrets of a real site. */
export function createSeededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) & 0xff;
  };
  return { bytes: (count) => Buffer.from(Array.from({ length: count }, next)) };
}

/** 32 lower-case hexadecimal characters with the version and variant bits of a UUID 4: the form of every Keystone ID. */
export function uuidHex(random: Random): string {
  const bytes = random.bytes(16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString("hex");
}

/** A UUID 4 in its dashed form, as request IDs carry it. */
export function uuidDashed(random: Random): string {
  const hex = uuidHex(random);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** URL-safe base64 text of `byteCount` random bytes, without padding. */
export function urlSafeText(random: Random, byteCount: number): string {
  return random.bytes(byteCount).toString("base64url");
}
