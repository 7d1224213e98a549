import type { CeremonyStatement } from "../types.ts";

/**
 * What only operators may say. Any member's word would let a captured site lock the others out (evict, condemn, hold), bring in a
 * host of its own (invite), have a key signed with that not all members hold (emergency), or lose credentials (re-encrypted: whoever
 * says it makes the others drop the key that they were encrypted with).
 */
const OPERATORS_ONLY: ReadonlySet<CeremonyStatement["says"]> = new Set([
  "joined",
  "evicted",
  "operator",
  "document",
  "condemned",
  "activated",
  "held",
  "reencrypted",
]);

/** Whether any member may not say it. */
export function isForOperators(statement: CeremonyStatement): boolean {
  return OPERATORS_ONLY.has(statement.says) || (statement.says === "created" && statement.emergencyMembers !== undefined);
}
