import { createHash } from "node:crypto";
import { writeStar } from "../document/write.ts";
import type { IdentityStar } from "../types.ts";

/** Equal for stars that say the same, however their documents were written. */
export function contentHash(star: IdentityStar): string {
  const known = hashes.get(star);
  if (known !== undefined) return known;
  const hash = createHash("sha256").update(writeStar(star)).digest("hex");
  hashes.set(star, hash);
  return hash;
}

/** An agent asks many times a second, and a star that was read is never changed. */
const hashes = new WeakMap<IdentityStar, string>();
