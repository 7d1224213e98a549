import { mayDropCondemned, signingKeyOf } from "../certificates.ts";
import type { KeyView } from "../types.ts";
import { compareKeys } from "../view.ts";
import { waitMs } from "./gates.ts";
import type { Rule } from "./types.ts";

/** Whoever signs with a key has given up all older ones, also those that it hears of only now. */
export const renounce: Rule = ({ view }) =>
  view.keys
    .filter((key) => {
      const signing = signingKeyOf(view, key.purpose, view.me);
      return signing !== undefined && compareKeys(key, signing) < 0;
    })
    .filter((key) => !key.renounced.has(view.me) && !key.removed.has(view.me))
    .map(({ keyId }) => ({ do: "renounce" as const, keyId }));

/**
 * What nobody can have signed a living token with goes; a condemned key goes at once, and so does one that an evicted member made and
 * nobody else uses. A removed key that is on the disk again came from a backup.
 */
export const remove: Rule = ({ view, local, settings, nowMs, gates }) => {
  if (!view.members.has(view.me)) return [];
  const rightSinceMs = local.clockRightSinceMs ?? Number.NEGATIVE_INFINITY;
  const isWaitedFor = (key: KeyView): boolean => nowMs >= rightSinceMs + waitMs(key, settings);
  const known = view.keys
    .filter((key) => !key.removed.has(view.me) || local.onDisk.has(key.keyId))
    .filter((key) => {
      if (key.removed.has(view.me) || (key.condemnedReason !== undefined && mayDropCondemned(key))) return true;
      return key.renounced.has(view.me) && isWaitedFor(key) && gates.mayRemove(view, key, nowMs, settings);
    })
    .map(({ keyId }) => keyId);
  const disowned = [...view.disownedKeys].filter((keyId) => local.onDisk.has(keyId));
  return [...known, ...disowned].map((keyId) => ({ do: "remove" as const, keyId }));
};
