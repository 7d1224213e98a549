/** Lists of names are never changed once they are made, so that what follows from one is found once. */
const sets = new WeakMap<readonly string[], ReadonlySet<string>>();
const unions = new WeakMap<readonly string[], Map<string, readonly string[]>>();

/** Whether the name is in the list, which may have thousands. */
export function isAmong(names: readonly string[] | undefined, name: string): boolean {
  if (names === undefined) return false;
  let set = sets.get(names);
  if (set === undefined) {
    set = new Set(names);
    sets.set(names, set);
  }
  return set.has(name);
}

/** All names of both, in order. Thousands of members count the same thousands: what is equal is the same list wherever that is cheap. */
export function together(names: readonly string[], more: readonly string[]): readonly string[] {
  if (more.every((name) => isAmong(names, name))) return names;
  let known = unions.get(names);
  if (known === undefined) {
    known = new Map();
    unions.set(names, known);
  }
  const key = more.join();
  let union = known.get(key);
  if (union === undefined) {
    union = [...new Set([...names, ...more])].sort();
    known.set(key, union);
  }
  return union;
}
