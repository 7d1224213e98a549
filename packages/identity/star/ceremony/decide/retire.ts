import { signingKeyOf } from "../certificates.ts";
import { compareKeys } from "../view.ts";
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
 * What nobody can have signed a living token with goes; a condemned key goes at once. A removed key that is on the disk again came
 * from a backup.
 */
export const remove: Rule = ({ view, local, settings, nowMs, gates }) =>
  view.keys
    .filter((key) => view.members.has(view.me) && (!key.removed.has(view.me) || local.onDisk.has(key.keyId)))
    .filter((key) => {
      if (key.removed.has(view.me) || key.condemnedReason !== undefined) return true;
      return key.renounced.has(view.me) && gates.mayRemove(view, key, nowMs, settings);
    })
    .map(({ keyId }) => ({ do: "remove" as const, keyId }));
