import { countedMembers, isContested, mayDropCondemned } from "../certificates.ts";
import { isAmong } from "../names.ts";
import type { CeremonyView, KeyView } from "../types.ts";
import type { Rule } from "./types.ts";

/** What was sealed for this member goes to its disk, unless it has no use for it any more. */
export const install: Rule = ({ view, local }) =>
  keysToHold(view, local.onDisk).map((keyId) => ({ do: "install" as const, keyId }));

/**
 * Keys that were sealed for this member and that it has a use for, and lacks. A restored member does not serve before there are none,
 * also none that it does not know to have acknowledged: it may have signed with one and been restored before anybody heard of it.
 */
export function keysToHold(view: CeremonyView, onDisk: ReadonlySet<string>): readonly string[] {
  return view.keys
    .filter((key) => key.boxes.has(view.me) && !onDisk.has(key.keyId) && isWanted(view, key))
    .map(({ keyId }) => keyId);
}

/** Only what every verifier of this host has loaded is acknowledged: a file that nobody has read verifies nothing. */
export const acknowledge: Rule = ({ view, local }) => {
  const members = [...countedMembers(view)].sort();
  return view.keys
    .filter((key) => local.onDisk.has(key.keyId) && local.loaded.has(key.keyId) && isWanted(view, key))
    .filter((key) => !key.renounced.has(view.me) && !members.every((name) => isAmong(key.installed.get(view.me), name)))
    .map(({ keyId }) => ({ do: "acknowledge" as const, keyId, members }));
};

/**
 * All that it has not removed by the rule, also what is older than the key that it signs with: it may be a former self, of whose last
 * words nobody has heard, that acknowledged one and signed with it.
 */
function isWanted(view: CeremonyView, key: KeyView): boolean {
  return view.members.has(view.me) && !isGone(key) && !key.removed.has(view.me) && !isContested(view, key);
}

/** What was encrypted with a condemned credential key must be read until it was encrypted anew. */
function isGone(key: KeyView): boolean {
  return key.condemnedReason !== undefined && mayDropCondemned(key);
}
