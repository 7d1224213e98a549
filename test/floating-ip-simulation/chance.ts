import { createSeededRandom, type Random } from "../../packages/kernel/random/index.ts";

/** What happens by chance, the same for the same seed. */
export interface Chance {
  readonly random: Random;
  between(least: number, most: number): number;
  one<Value>(values: readonly Value[]): Value;
  happens(probability: number): boolean;
}

export function createChance(seed: number): Chance {
  const random = createSeededRandom(seed);
  const fraction = (): number => random.bytes(4).readUInt32BE() / 2 ** 32;
  return {
    random,
    between: (least, most) => least + Math.floor(fraction() * (most - least + 1)),
    one: (values) => values[Math.floor(fraction() * values.length)] as (typeof values)[number],
    happens: (probability) => fraction() < probability,
  };
}
