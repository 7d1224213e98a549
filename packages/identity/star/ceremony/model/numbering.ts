/** Gives the numbers below `range` that come new ones from 0 on, at most `most`: a state that is made of few kinds becomes small. */
export function createNumbering(range: number, most: number) {
  const numbers = new Int32Array(range).fill(-1);
  const things: number[] = [];
  return {
    numberOf(thing: number): number {
      const known = numbers[thing] as number;
      if (known >= 0) return known;
      if (things.length === most) throw new Error(`more than ${most} kinds: the coding of states must be wider`);
      numbers[thing] = things.length;
      return things.push(thing) - 1;
    },
    at: (number: number): number => things[number] as number,
  };
}

/** As {@link createNumbering}, for things of any size. */
export function createTable<Thing extends number | string>(most: number) {
  const numbers = new Map<Thing, number>();
  const things: Thing[] = [];
  return {
    numberOf(thing: Thing): number {
      const known = numbers.get(thing);
      if (known !== undefined) return known;
      if (things.length === most) throw new Error(`more than ${most} kinds: the coding of states must be wider`);
      numbers.set(thing, things.length);
      return things.push(thing) - 1;
    },
    at: (number: number): Thing => things[number] as Thing,
  };
}
