import { mayDropCondemned, primaryKeyOf, signingKeyOf } from "../certificates.ts";
import type { CeremonyView, KeyPurpose, KeyView } from "../types.ts";
import { compareKeys } from "../view.ts";
import type { RenderContext } from "./types.ts";

/** What the directory of a purpose depends on besides the keys themselves. */
export function renderContext(view: CeremonyView, purpose: KeyPurpose, onDisk: ReadonlySet<string>): RenderContext {
  const keys = view.keys.filter((key) => key.purpose === purpose);
  const isDropped = (key: KeyView): boolean =>
    key.removed.has(view.me) || (key.condemnedReason !== undefined && mayDropCondemned(key));
  const dropped = new Set([...view.disownedKeys, ...keys.filter(isDropped).map(({ keyId }) => keyId)]);
  const signing = signingKeyOf(view, purpose, view.me);
  const next = keys.find(
    (key) =>
      onDisk.has(key.keyId) &&
      key.condemnedReason === undefined &&
      !dropped.has(key.keyId) &&
      (signing === undefined || compareKeys(key, signing) > 0),
  );
  return { next: next?.keyId, dropped, isClosed: signing !== undefined && primaryKeyOf(view, purpose, view.me) === undefined };
}
