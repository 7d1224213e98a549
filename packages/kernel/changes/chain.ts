import { createHash } from "node:crypto";
import type { Change } from "./types.ts";

/** The link of a change in the chain: what was before, and everything about it that copies must agree on. */
export function chainHash(previousHash: string, change: Pick<Change, "epoch" | "sequence" | "changeset">): string {
  return createHash("sha256")
    .update(`${previousHash}\n${change.epoch}\n${change.sequence}\n${change.changeset.length}\n`)
    .update(change.changeset)
    .digest("hex");
}
