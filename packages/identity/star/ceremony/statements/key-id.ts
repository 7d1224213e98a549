import { createHash } from "node:crypto";
import type { CeremonyStatement } from "../types.ts";

/** What is fixed when a key is made. */
export type KeyDescription = Omit<Extract<CeremonyStatement, { says: "created" }>, "says" | "keyId" | "boxes">;

/**
 * The ID of a key: it binds maker, order, schedule and the key itself, so that a second statement of the same ID, by whomever, can
 * change none of them. The key is 256 random bits, so that its hash tells nothing of it.
 */
export function keyIdOf(maker: string, key: KeyDescription): string {
  const { purpose, generation, notBeforeMs, keyHash, emergencyMembers } = key;
  const text = JSON.stringify([maker, purpose, generation, notBeforeMs, keyHash, emergencyMembers ?? null]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** Of the key as its file holds it. */
export function keyHashOf(key: string): string {
  return createHash("sha256").update(key.trim()).digest("hex");
}
