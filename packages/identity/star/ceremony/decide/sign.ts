import { isContested, isKnownToEvicted, mayServe, signingKeyOf } from "../certificates.ts";
import { KEY_PURPOSES, type KeyView } from "../types.ts";
import { compareKeys } from "../view.ts";
import type { Rule, Situation } from "./types.ts";

/** The newest key whose time has come and that every member has; never one that is older than the key before it. */
export const sign: Rule = (situation) => {
  const { view, local, settings, gates } = situation;
  if (!mayServe(view, view.me, local.onDisk)) return [];
  return KEY_PURPOSES.flatMap((purpose) => {
    const current = signingKeyOf(view, purpose, view.me);
    const isUsable = current?.condemnedReason === undefined ? current : undefined;
    const next = view.keys
      .filter((key) => key.purpose === purpose && local.onDisk.has(key.keyId) && key.condemnedReason === undefined)
      .filter((key) => !key.renounced.has(view.me) && (current === undefined || compareKeys(key, current) > 0))
      .filter((key) => gates.mayStart(view, key) && !isContested(view, key) && isDue(situation, key, isUsable))
      .at(isUsable === undefined ? 0 : -1);
    if (next !== undefined) return [{ do: "sign" as const, keyId: next.keyId, lifeMs: settings.lifeMs }];
    // A longer life of tokens is told before the first such token is made.
    const hasLongerLife = isUsable !== undefined && (isUsable.signing.get(view.me) ?? 0) < settings.lifeMs;
    return hasLongerLife ? [{ do: "sign" as const, keyId: isUsable.keyId, lifeMs: settings.lifeMs }] : [];
  });
};

function isDue({ view, local, settings, nowMs }: Situation, key: KeyView, current: KeyView | undefined): boolean {
  if (key.heldReason !== undefined && key.activatedAtMs === undefined) return false;
  // Whoever signs with nothing, or with a key that others may have, does not wait for a schedule; nor does an emergency.
  if (current === undefined || isKnownToEvicted(view, current) || key.emergencyMembers !== undefined) return true;
  if (key.activatedAtMs !== undefined) return nowMs >= key.activatedAtMs + (local.isCanary ? 0 : settings.canaryHoldMs);
  return nowMs >= key.notBeforeMs + (local.isCanary ? 0 : settings.canaryHoldMs);
}
