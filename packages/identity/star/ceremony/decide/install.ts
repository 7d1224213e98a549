import { mayDropCondemned, signingKeyOf } from "../certificates.ts";
import type { CeremonyView, KeyView } from "../types.ts";
import { compareKeys } from "../view.ts";
import type { Rule } from "./types.ts";

/** What was sealed for this member goes to its disk, unless it has no use for it any more. */
export const install: Rule = ({ view, local }) =>
  view.keys
    .filter((key) => key.boxes.has(view.me) && !local.onDisk.has(key.keyId) && isWanted(view, key))
    .map(({ keyId }) => ({ do: "install" as const, keyId }));

/** Only what every verifier of this host has loaded is acknowledged: a file that nobody has read verifies nothing. */
export const acknowledge: Rule = ({ view, local }) => {
  const members = [...view.members.keys()].sort();
  return view.keys
    .filter((key) => local.onDisk.has(key.keyId) && local.loaded.has(key.keyId) && isWanted(view, key))
    .filter((key) => !key.renounced.has(view.me) && !members.every((name) => key.installed.get(view.me)?.includes(name)))
    .map(({ keyId }) => ({ do: "acknowledge" as const, keyId, members }));
};

/**
 * A key that is older than the one it signs with, and that it never acknowledged, nobody can have signed with. One that it did
 * acknowledge it must hold until it is removed by the rule.
 */
function isWanted(view: CeremonyView, key: KeyView): boolean {
  if (!view.members.has(view.me) || isGone(key) || key.removed.has(view.me)) return false;
  const signing = signingKeyOf(view, key.purpose, view.me);
  if (signing === undefined || compareKeys(key, signing) >= 0) return !isForeignEmergency(view, key);
  return key.installed.has(view.me) || key.signing.size > 0;
}

/** What was encrypted with a condemned credential key must be read until it was encrypted anew. */
function isGone(key: KeyView): boolean {
  return key.condemnedReason !== undefined && mayDropCondemned(key);
}

/** Two parts of a star that each made an emergency key are not merged by themselves: an operator says which is to be used. */
function isForeignEmergency(view: CeremonyView, key: KeyView): boolean {
  if (key.emergencyMembers === undefined || key.activatedAtMs !== undefined) return false;
  if (key.emergencyMembers.includes(view.me)) return false;
  return view.keys.some(
    (other) => other.keyId !== key.keyId && other.purpose === key.purpose && other.emergencyMembers?.includes(view.me),
  );
}
