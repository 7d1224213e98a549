/** What a search over all states has found. */
export interface Exploration {
  readonly states: number;
  /** The shortest way to a state that must never be; undefined when there is none. */
  readonly violation: { readonly steps: readonly string[]; readonly what: string } | undefined;
}

/** Breadth first and to the end, so that a violation comes with a shortest way to it. */
export function explore<State>(
  first: State,
  next: (state: State) => readonly (readonly [string, State])[],
  violationIn: (state: State) => string | undefined,
): Exploration {
  const came = new Map<string, { readonly from: string | undefined; readonly step: string }>();
  const queue: { readonly id: string; readonly state: State }[] = [{ id: JSON.stringify(first), state: first }];
  came.set(JSON.stringify(first), { from: undefined, step: "" });
  for (let index = 0; index < queue.length; index++) {
    const { id, state } = queue[index] as { id: string; state: State };
    for (const [step, after] of next(state)) {
      const afterId = JSON.stringify(after);
      if (came.has(afterId)) continue;
      came.set(afterId, { from: id, step });
      const what = violationIn(after);
      if (what !== undefined) return { states: came.size, violation: { steps: wayTo(afterId), what } };
      queue.push({ id: afterId, state: after });
    }
  }
  return { states: came.size, violation: undefined };

  function wayTo(id: string): string[] {
    const steps: string[] = [];
    for (let at = came.get(id); at?.from !== undefined; at = came.get(at.from)) steps.unshift(at.step);
    return steps;
  }
}
