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
  const places = new Map<string, Map<string, Thing>>();

  function remove(id: string): void {
    const thing = all.get(id);
    if (thing === undefined) return;
    all.delete(id);
    for (const place of placesOf(thing)) {
      const there = places.get(place);
      there?.delete(id);
      if (there?.size === 0) places.delete(place);
    }
  }

  return {
    all,
    set(id, thing) {
      remove(id);
      all.set(id, thing);
      for (const place of placesOf(thing)) {
        const there = places.get(place);
        if (there === undefined) places.set(place, new Map([[id, thing]]));
        else there.set(id, thing);
      }
    },
    delete: remove,
    clear() {
      all.clear();
      places.clear();
    },
    find: (place) => [...(places.get(place)?.values() ?? [])],
    findOther(place, others) {
      for (const thing of places.get(place)?.values() ?? []) if (!others(thing)) return thing;
      return undefined;
    },
  };
}
