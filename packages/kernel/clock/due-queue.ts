/** Something that is to be done at a time. */
export interface Due {
  readonly dueMs: number;
  readonly sequence: number;
  readonly wake: () => void;
  isRemoved: boolean;
}

/** What is due, by time; of one time in the order in which it was added. A binary heap: a whole star waits for thousands of things. */
export interface DueQueue {
  add(dueMs: number, wake: () => void): Due;
  remove(due: Due): void;
  /** The earliest that is due by then; undefined when there is none. */
  take(untilMs: number): Due | undefined;
}

export function createDueQueue(): DueQueue {
  const heap: Due[] = [];
  let sequence = 0;

  const isBefore = (one: Due, other: Due): boolean =>
    one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.sequence < other.sequence);

  function put(due: Due): void {
    let place = heap.push(due) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above] as Due;
      if (!isBefore(due, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = due;
  }

  function takeFirst(): Due | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Due, heap[below] as Due)) below++;
      const child = heap[below] as Due;
      if (!isBefore(child, last)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = last;
    return first;
  }

  return {
    add(dueMs, wake) {
      const due = { dueMs, sequence: sequence++, wake, isRemoved: false };
      put(due);
      return due;
    },
    remove(due) {
      due.isRemoved = true;
    },
    take(untilMs) {
      for (;;) {
        const first = heap[0];
        if (first === undefined || (first.dueMs > untilMs && !first.isRemoved)) return undefined;
        takeFirst();
        if (!first.isRemoved) return first;
      }
    },
  };
}
