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
