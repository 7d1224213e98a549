import type { FernetKey } from "./key.ts";

/** The keys in use at one moment. */
export interface KeySet {
  /** Grows with every change of the set; answers that were made with another revision are stale. */
  readonly revision: number;
  /** Highest number first: the first one (the primary) encrypts, all decrypt. Never empty. */
  readonly keys: readonly FernetKey[];
}

/** Where a token format gets its keys from. */
export interface KeySource {
  /** The key set; at most a short time old, cheap enough for every token. */
  current(): KeySet;
  /** The key set as it is now; used before signing and before a token is called unknown. */
  refresh(): KeySet;
}

/** A key set that never changes. `keys` has the primary first. */
export function createFixedKeySource(keys: readonly FernetKey[]): KeySource {
  const set: KeySet = { revision: 1, keys };
  return { current: () => set, refresh: () => set };
}
