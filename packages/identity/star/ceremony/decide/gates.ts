import { removalDelayMs } from "../../keys-plan/index.ts";
import { isKnownToEvicted, keysAtAdmission, notYetInstalled, notYetRenounced } from "../certificates.ts";
import { isAmong } from "../names.ts";
import type { CeremonySettings, CeremonyView, KeyView } from "../types.ts";
import type { Gates } from "./types.ts";

/** The gates of the product. */
export const ceremonyGates: Gates = { mayStart, mayRemove };

/**
 * Every member has the key, and knows that this one may sign with it. That nobody has removed it need not be asked: whoever removed
 * it has waited for this member to renounce it, and a member never signs with what it renounced. A key that an evicted member
 * has is no key to begin with.
 */
function mayStart(view: CeremonyView, key: KeyView): boolean {
  return notYetInstalled(view, key).length === 0 && isKnownToAdmitters(view, key) && !isKnownToEvicted(view, key);
}

/**
 * A member that joined later signs only with keys that each other member still held when it admitted it, or acknowledged since:
 * one that had been removed somewhere is gone there.
 */
function isKnownToAdmitters(view: CeremonyView, key: KeyView): boolean {
  return keysAtAdmission(view, view.me).every(
    ([by, keyIds]) => keyIds.includes(key.keyId) || isAmong(key.installed.get(by), view.me),
  );
}

/** Nobody can sign with it any more, and what was signed with it has expired even by the slowest clock. */
function mayRemove(view: CeremonyView, key: KeyView, nowMs: number, settings: CeremonySettings): boolean {
  if (notYetRenounced(view, key).length > 0) return false;
  if (key.purpose === "credential" && key.signing.size > 0 && !key.isReencrypted) return false;
  return nowMs >= removableAtMs(view, key, settings);
}

/** Arrival is later than the event, so that counting from it errs on the safe side. */
export function removableAtMs(view: CeremonyView, key: KeyView, settings: CeremonySettings): number {
  const arrivals = [...key.renounced].filter(([name]) => view.members.has(name)).map(([, arrivedAtMs]) => arrivedAtMs);
  // Its eviction stands for what a member did not say itself: what it signed before lives out its life, what it signs after does not.
  return Math.max(...arrivals, ...view.evictedAtMs.values()) + waitMs(key, settings);
}

/** How long tokens of the key may live that were made when the last renouncement arrived. */
export function waitMs(key: KeyView, settings: CeremonySettings): number {
  return removalDelayMs(Math.max(settings.lifeMs, ...key.signing.values()), settings.clockErrorMs);
}
