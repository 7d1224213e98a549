/** Numbers in the order in which they came, each once: eight bytes a number and four to find it. */
export interface NumberSet {
  readonly size: number;
  /** The place of the number, and whether it is new there. */
  add(value: number): { readonly index: number; readonly isNew: boolean };
  at(index: number): number;
}

/** For safe integers of 0 and more. */
export function createNumberSet(): NumberSet {
  let values = new Float64Array(1024);
  let slots = new Int32Array(4096).fill(-1);
  let size = 0;

  function slotOf(value: number): number {
    const mask = slots.length - 1;
    let slot = hash(value) & mask;
    for (;;) {
      const index = slots[slot] as number;
      if (index < 0 || values[index] === value) return slot;
      slot = (slot + 1) & mask;
    }
  }

  function grow(): void {
    if (size === values.length) {
      const more = new Float64Array(values.length * 2);
      more.set(values);
      values = more;
    }
    if (size * 2 > slots.length) {
      slots = new Int32Array(slots.length * 4).fill(-1);
      for (let index = 0; index < size; index++) slots[slotOf(values[index] as number)] = index;
    }
  }

  return {
    get size() {
      return size;
    },
    add(value) {
      const known = slots[slotOf(value)] as number;
      if (known >= 0) return { index: known, isNew: false };
      grow();
      values[size] = value;
      slots[slotOf(value)] = size;
      return { index: size++, isNew: true };
    },
    at: (index) => values[index] as number,
  };
}

function hash(value: number): number {
  const high = Math.floor(value / 2 ** 32);
  let mixed = Math.imul((value >>> 0) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
