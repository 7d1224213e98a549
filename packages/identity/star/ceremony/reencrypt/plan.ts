import type { Secret } from "@multisite/kernel/secret";
import { FernetKey } from "../../../tokens/index.ts";
import { notYetRenounced, primaryKeyOf } from "../certificates.ts";
import type { CeremonyView, KeyView } from "../types.ts";

/** After the last member has given a key up, a process of it may go on with it for as long as it takes to look at its directory. */
const SETTLE_MS = 60_000;

/** Former credential keys of which nobody encrypts with any more: what is still encrypted with them can be encrypted anew. Pure. */
function keysToReencrypt(view: CeremonyView, nowMs: number): readonly KeyView[] {
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

/** What is to be done about credentials: which keys are to be freed of them, and which one they get. */
export interface FormerCredentialKeys {
  /** As the column `key_hash` has it. */
  readonly primaryHash: string;
  readonly former: readonly { readonly keyId: string; readonly hash: string }[];
}

/** Undefined when there is nothing to do. `read` gives a key of this host's disk. */
export function formerCredentialKeys(
  view: CeremonyView,
  nowMs: number,
  read: (keyId: string) => Secret,
): FormerCredentialKeys | undefined {
  const primary = primaryKeyOf(view, "credential", view.me);
  const hashOf = (keyId: string): string | undefined => FernetKey.parse(read(keyId))?.hash;
  const primaryHash = primary && hashOf(primary.keyId);
  const former = keysToReencrypt(view, nowMs).flatMap(({ keyId }) => {
    const hash = hashOf(keyId);
    return hash === undefined ? [] : [{ keyId, hash }];
  });
  return primaryHash === undefined || former.length === 0 ? undefined : { primaryHash, former };
}
