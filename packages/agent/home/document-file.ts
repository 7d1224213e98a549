import { type IdentityStar, readStoredStar, type StarHome, storeStar } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import type { StarDocument } from "../agent/types.ts";

/** The document of the star in the home, with its generations. */
export function openDocument(home: StarHome): StarDocument {
  const stored = readStoredStar(home.directory);
  if (stored === undefined) {
    throw new MultisiteError("agent.home.document", `${home.directory} holds no document of a star; found or join one first.`);
  }
  let current: IdentityStar = stored.star;
  return {
    current: () => current,
    take(star) {
      storeStar(home.directory, star);
      current = star;
    },
  };
}
