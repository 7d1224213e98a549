import { notYetRenounced, primaryKeyOf } from "../certificates.ts";
import type { CeremonyView, KeyView } from "../types.ts";

/** After the last member has given a key up, a process of it may go on with it for as long as it takes to look at its directory. */
const SETTLE_MS = 60_000;

/** Former credential keys of which nobody encrypts with any more: what is still encrypted with them can be encrypted anew. Pure. */
export function keysToReencrypt(view: CeremonyView, nowMs: number): readonly KeyView[] {
  const primary = primaryKeyOf(view, "credential", view.me);
  if (primary === undefined) return [];
  return view.keys.filter(
    (key) =>
      key.purpose === "credential" &&
      key.keyId !== primary.keyId &&
      key.signing.size > 0 &&
      !key.isReencrypted &&
      !key.removed.has(view.me) &&
      notYetRenounced(view, key).length === 0 &&
      nowMs - Math.max(...key.renounced.values()) >= SETTLE_MS,
  );
}
