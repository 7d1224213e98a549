import type { Manifest } from "./manifest.ts";
import type { SeenKeyFile } from "./observe.ts";

/** What a key directory has to hold. */
export interface WantedKeys {
  /** Fingerprints of all keys that verify, by key ID. */
  readonly keys: ReadonlyMap<string, string>;
  /** One of {@link WantedKeys.keys}. */
  readonly signing: string;
  /** Signs after it: Keystone's staged key, number 0. Undefined when none is known. */
  readonly next: string | undefined;
  /** Keys that are given up: only these are ever taken away. */
  readonly dropped: ReadonlySet<string>;
}

/** What is found: what Keystone would read, and what was put there before. */
export interface FoundDirectory {
  readonly seen: readonly SeenKeyFile[];
  readonly manifest: Manifest;
  readonly nowMs: number;
}

/** What is done to a directory, in this order: set aside, add, remove. */
export interface RenderingPlan {
  /** Names of files that were put there by hand. */
  readonly setAside: readonly string[];
  readonly add: readonly { readonly number: number; readonly keyId: string }[];
  readonly remove: readonly number[];
  /** What is there afterwards. */
  readonly manifest: Manifest;
  /** What somebody did to the directory by hand, in words. */
  readonly edits: readonly string[];
}
