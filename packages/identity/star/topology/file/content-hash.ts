import { createHash } from "node:crypto";
import { writeStar } from "../document/write.ts";
import type { IdentityStar } from "../types.ts";

/** Equal for stars that say the same, however their documents were written. */
export function contentHash(star: IdentityStar): string {
  return createHash("sha256").update(writeStar(star)).digest("hex");
}
