import { createNumberSet } from "./number-set.ts";

/** All states that can come about, each as a safe integer. */
export interface StateSpace {
  readonly first: number;
  /** Gives every state that can follow, with the name of the step. */
  next(state: number, reach: (after: number, step: () => string) => void): void;
  /** What is wrong in a state that must never be. */
  violationIn(state: number): string | undefined;
}

/** What a search over all states has found. */
export interface Exploration {
  readonly states: number;
  /** States that were seen and not gone on from: 0 when the search is closed. */
  readonly frontier: number;
  readonly transitions: number;
  /** The most steps that any state is away from the first. */
  readonly depth: number;
  /** The shortest way to a state that must never be; undefined when there is none. */
  readonly violation: { readonly steps: readonly string[]; readonly what: string } | undefined;
}

/** Breadth first, so that a violation comes with a shortest way to it, and to the end, unless there is one. */
export function explore(space: StateSpace, eachState: (state: number) => void = () => {}): Exploration {
  const seen = createNumberSet();
  let from = new Int32Array(1024);
  seen.add(space.first);
  from[0] = -1;
  let transitions = 0;
  let depth = 0;
  let endOfLevel = 1;
  let index = 0;
  let found: { index: number; what: string } | undefined;
  const firstWrong = space.violationIn(space.first);
  if (firstWrong !== undefined) found = { index: 0, what: firstWrong };
  for (; index < seen.size && found === undefined; index++) {
    if (index === endOfLevel) {
      depth++;
      endOfLevel = seen.size;
    }
    const state = seen.at(index);
    eachState(state);
    space.next(state, (after) => {
      transitions++;
      const added = seen.add(after);
      if (!added.isNew || found !== undefined) return;
      if (added.index === from.length) {
        const more = new Int32Array(from.length * 2);
        more.set(from);
        from = more;
      }
      from[added.index] = index;
      const what = space.violationIn(after);
      if (what !== undefined) found = { index: added.index, what };
    });
  }
  const violation = found && { what: found.what, steps: wayTo(found.index) };
  return { states: seen.size, frontier: seen.size - index, transitions, depth, violation };

  function wayTo(last: number): string[] {
    const steps: string[] = [];
    for (let at = last; (from[at] as number) >= 0; at = from[at] as number) {
      const target = seen.at(at);
      let name: string | undefined;
      space.next(seen.at(from[at] as number), (after, step) => {
        if (after === target) name ??= step();
      });
      steps.unshift(name ?? "?");
    }
    return steps;
  }
}

/** A line for the test's output. */
export function textOf(name: string, { states, frontier, transitions, depth, violation }: Exploration): string {
  if (violation !== undefined)
    return `${name}: ${violation.what} after ${violation.steps.length} steps: ${violation.steps.join("; ")}`;
  return `${name}: ${states} states, ${transitions} transitions, at most ${depth} steps away, ${frontier === 0 ? "closed" : `${frontier} not explored`}, no violation`;
}
