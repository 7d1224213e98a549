/** Things by ID, found by whatever else is said of them without a look at all the others. */
export interface Indexed<Thing> {
  readonly all: ReadonlyMap<string, Thing>;
  set(id: string, thing: Thing): void;
  delete(id: string): void;
  clear(): void;
  /** Those of which this is said; in the order in which it became so. */
  find(place: string): readonly Thing[];
  /** One of those, other than some; undefined when there is none. */
  findOther(place: string, others: (thing: Thing) => boolean): Thing | undefined;
}

/** @param placesOf what is said of a thing, each in words that nothing else means: `mac NETWORK MAC` */
export function createIndexed<Thing>(placesOf: (thing: Thing) => readonly string[]): Indexed<Thing> {
  const all = new Map<string, Thing>();
  /** IDs: nearly everywhere there is one, and a set for each would be most of what is kept. */
  const places = new Map<string, string | Set<string>>();

  function leave(place: string, id: string): void {
    const there = places.get(place);
    if (there === id) places.delete(place);
    if (!(there instanceof Set)) return;
    there.delete(id);
    if (there.size === 0) places.delete(place);
  }

  function enter(place: string, id: string): void {
    const there = places.get(place);
    if (there === undefined || there === id) places.set(place, id);
    else if (there instanceof Set) there.add(id);
    else places.set(place, new Set([there, id]));
  }

  function remove(id: string): void {
    const thing = all.get(id);
    if (thing === undefined) return;
    all.delete(id);
    for (const place of placesOf(thing)) leave(place, id);
  }

  const idsAt = (place: string): Iterable<string> => {
    const there = places.get(place);
    if (there === undefined) return [];
    return there instanceof Set ? there : [there];
  };

  return {
    all,
    set(id, thing) {
      const before = all.get(id);
      all.set(id, thing);
      const there = placesOf(thing);
      const past = before === undefined ? [] : placesOf(before);
      // What stays where it was is not written anew: of many things only what is not in a place has changed.
      if (past.length === there.length && past.every((place, index) => place === there[index])) return;
      for (const place of past) leave(place, id);
      for (const place of there) enter(place, id);
    },
    delete: remove,
    clear() {
      all.clear();
      places.clear();
    },
    find: (place) => Array.from(idsAt(place), (id) => all.get(id) as Thing),
    findOther(place, others) {
      for (const id of idsAt(place)) {
        const thing = all.get(id) as Thing;
        if (!others(thing)) return thing;
      }
      return undefined;
    },
  };
}
