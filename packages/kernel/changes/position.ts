import { parseEpoch } from "./epoch.ts";
import type { ChangeMark } from "./types.ts";

/** Enough of the chain's hash to tell two histories apart. */
const HASH_PREFIX_LENGTH = 16;

/** A mark as text: `epoch:sequence:hash-prefix`, such as `7@west-1:1234:0123456789abcdef`. */
export function formatPosition({ epoch, sequence, chainHash }: ChangeMark): string {
  return `${epoch}:${sequence}:${chainHash.slice(0, HASH_PREFIX_LENGTH)}`;
}

/** What a position says; undefined for a text that is none. */
export function parsePosition(text: string): { epoch: string; sequence: number; hashPrefix: string } | undefined {
  const [epoch = "", sequence = "", hashPrefix = "", ...more] = text.split(":");
  if (more.length > 0 || !/^\d{1,15}$/.test(sequence) || !/^[0-9a-f]{16}$/.test(hashPrefix)) return undefined;
  try {
    parseEpoch(epoch);
  } catch {
    return undefined;
  }
  return { epoch, sequence: Number(sequence), hashPrefix };
}
