/** Places that are to be looked at when their time has come. Nothing goes through all of them before the first one's time. */
export interface Due {
  /** Gives whether that is sooner than all others. One that is due sooner stays so. */
  add(place: string, atMs: number): boolean;
  forget(place: string): void;
  /** Those whose time has come; they are due no more. */
  take(nowMs: number): readonly string[];
  count(): number;
  /** Nothing is due before. */
  nextMs(): number;
}

export function createDue(): Due {
  const all = new Map<string, number>();
  let nextMs = Number.POSITIVE_INFINITY;
  return {
    add(place, atMs) {
      const isSooner = atMs < nextMs;
      all.set(place, Math.min(all.get(place) ?? Number.POSITIVE_INFINITY, atMs));
      nextMs = Math.min(nextMs, atMs);
      return isSooner;
    },
    forget: (place) => void all.delete(place),
    take(nowMs) {
      if (nowMs < nextMs) return [];
      const due: string[] = [];
      nextMs = Number.POSITIVE_INFINITY;
      for (const [place, atMs] of all) {
        if (atMs <= nowMs) {
          due.push(place);
          all.delete(place);
        } else nextMs = Math.min(nextMs, atMs);
      }
      return due;
    },
    count: () => all.size,
    nextMs: () => nextMs,
  };
}
