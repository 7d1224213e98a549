import type { KeyView } from "../types.ts";

/** A key as an operator reads it. */
export function nameOfKey(key: KeyView): string {
  return `${key.purpose} key ${key.keyId.slice(0, 8)} (generation ${key.generation})`;
}

export function namesOf(keys: readonly KeyView[]): string {
  return keys.map(nameOfKey).join(", ");
}
