import type { CeremonyView, KeyView } from "./types.ts";

/**
 * Whose acknowledgement the key needs before anybody signs with it: all members that are known here, and all that those counted
 * who acknowledged it. The latter lets a member that has not heard of a newer one wait for it too.
 */
function membersToInstall(view: CeremonyView, key: KeyView): readonly string[] {
  if (key.emergencyMembers !== undefined) return key.emergencyMembers.filter((name) => !view.evicted.has(name));
  const names = new Set(view.members.keys());
  // In a large star these are tens of thousands of names, nearly always the same hundred.
  for (const counted of key.installed.values()) for (const name of counted) names.add(name);
  return [...names].filter((name) => !view.evicted.has(name)).sort();
}

/** Who holds up signing with the key. Empty is the install certificate, which cannot become untrue while anybody signs with it. */
export function notYetInstalled(view: CeremonyView, key: KeyView): readonly string[] {
  return membersToInstall(view, key).filter((name) => !key.installed.has(name));
}

/** Who may still sign with the key. Empty is the renounce certificate. */
export function notYetRenounced(view: CeremonyView, key: KeyView): readonly string[] {
  return [...view.members.keys()].filter((name) => !key.renounced.has(name) && !key.removed.has(name)).sort();
}

/** The key that the member signs with; undefined when it signs with none of this purpose. */
export function signingKeyOf(view: CeremonyView, purpose: KeyView["purpose"], member: string): KeyView | undefined {
  return view.keys.filter((key) => key.purpose === purpose && key.signing.has(member)).at(-1);
}

/** What its new tokens are made with: none, once its key is condemned and until it has another. */
export function primaryKeyOf(view: CeremonyView, purpose: KeyView["purpose"], member: string): KeyView | undefined {
  const key = signingKeyOf(view, purpose, member);
  return key?.condemnedReason === undefined ? key : undefined;
}

/** Whether an evicted member can open it: nobody starts to sign with it, and whoever signs with it takes the next one at once. */
export function isKnownToEvicted(view: CeremonyView, key: KeyView): boolean {
  return view.evicted.has(key.maker) || [...view.evicted.keys()].some((name) => key.boxes.has(name));
}

/** Whether it may be taken away although it is condemned: what was encrypted with a credential key cannot be made again. */
export function mayDropCondemned(key: KeyView): boolean {
  return key.purpose !== "credential" || key.signing.size === 0 || key.isReencrypted;
}

/**
 * Members that do not count this one yet. Until there are none it neither signs nor serves: somebody might sign with a key that it
 * lacks, or remove one that it signs with.
 */
export function notYetAdmittedBy(view: CeremonyView, member: string): readonly string[] {
  const admitted = view.admissions.get(member);
  return [...view.members.keys()].filter((name) => name !== member && admitted?.has(name) !== true).sort();
}

/** Keys that this member must hold before it serves: those that any member held when it admitted it, and has not removed since. */
export function keysToServe(view: CeremonyView, member: string): readonly string[] {
  const lists = [...(view.admissions.get(member) ?? new Map<string, readonly string[]>())];
  const wanted = lists.flatMap(([by, keyIds]) => keyIds.filter((keyId) => !findKey(view, keyId)?.removed.has(by)));
  return [...new Set(wanted)].filter((keyId) => findKey(view, keyId)?.condemnedReason === undefined).sort();
}

function findKey(view: CeremonyView, keyId: string): KeyView | undefined {
  return view.keys.find((key) => key.keyId === keyId);
}

/** Whether the member may answer for the star: all count it, and it holds what any of them may have signed with. */
export function mayServe(view: CeremonyView, member: string, onDisk: ReadonlySet<string>): boolean {
  if (!view.members.has(member)) return false;
  return notYetAdmittedBy(view, member).length === 0 && keysToServe(view, member).every((keyId) => onDisk.has(keyId));
}
