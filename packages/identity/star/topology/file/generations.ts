import { MultisiteError } from "@multisite/kernel/errors";
import type { IdentityStar } from "../types.ts";
import { contentHash } from "./content-hash.ts";

/** `take`: it is newer. `same`: nothing to do. */
export type Acceptance = "take" | "same";

/**
 * Whether a node that works with `current` takes the document that it is offered. Two documents of one generation that differ are
 * two people's changes: neither may win by chance, so both keep what they have and somebody has to look.
 *
 * @throws MultisiteError `identity.star.generation`
 */
export function acceptStar(current: IdentityStar | undefined, offered: IdentityStar): Acceptance {
  if (current === undefined) return "take";
  const refuse = (why: string): MultisiteError =>
    new MultisiteError("identity.star.generation", `Generation ${offered.generation} of ${offered.name} is refused: ${why}`);
  if (offered.name !== current.name) throw refuse(`this node belongs to the star ${current.name}.`);
  if (offered.generation < current.generation) throw refuse(`generation ${current.generation} is stored here already.`);
  if (offered.generation > current.generation) return "take";
  if (contentHash(offered) === contentHash(current)) return "same";
  throw refuse(
    "another document of the same generation is stored here, and they differ. One of them must become a newer generation.",
  );
}
