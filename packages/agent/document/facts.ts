import { checkStarText, contentHash, type IdentityStar, writeStar } from "@multisite/identity/star";
import type { FactStore } from "@multisite/kernel/facts";

/** The text of a document of the star; subject: its hash. An operator's signed statement says whether it counts. */
const DOCUMENT_KIND = "star.document";

/** Puts the text where the exchange of facts carries it to all nodes. */
export function publishDocument(store: FactStore, star: IdentityStar, nowMs: number): void {
  store.appendOnce({ kind: DOCUMENT_KIND, subject: contentHash(star), atMs: nowMs, body: { text: writeStar(star) } });
}

/** The document of that hash, if its text has arrived and is what it says. */
export function findDocument(store: FactStore, hash: string): IdentityStar | undefined {
  for (const { body } of store.list(DOCUMENT_KIND, hash)) {
    const text = (body as { readonly text?: unknown } | null)?.text;
    const star = typeof text === "string" ? checkStarText(text).star : undefined;
    if (star !== undefined && contentHash(star) === hash) return star;
  }
  return undefined;
}
