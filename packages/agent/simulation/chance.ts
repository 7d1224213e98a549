import type { Random } from "@multisite/kernel/random";

/** Chance of one run; the same seed gives the same. */
export interface Chance {
  /** A whole number below `count`. */
  pick(count: number): number;
  choose<One>(list: readonly One[]): One;
  happens(share: number): boolean;
}

export function createChance(random: Random): Chance {
  const share = (): number => random.bytes(4).readUInt32BE() / 2 ** 32;
  const pick = (count: number): number => Math.floor(share() * count);
  return {
    pick,
    choose: <One>(list: readonly One[]) => list[pick(list.length)] as One,
    happens: (wanted) => share() < wanted,
  };
}
