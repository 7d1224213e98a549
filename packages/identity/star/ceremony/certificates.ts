import type { CeremonyView, KeyView } from "./types.ts";

/**
 * Who is waited for: all that are known to have joined, all that were members when somebody was invited, and all that anybody has
 * counted who admitted somebody. The latter makes two members that join at the same time wait for each other before either has heard
 * of the other's invitation.
 */
export function countedMembers(view: CeremonyView): ReadonlySet<string> {
  let known = countedIn.get(view);
  if (known === undefined) {
    known = countMembers(view);
    countedIn.set(view, known);
  }
  return known;
}

/** A view is never changed. */
const countedIn = new WeakMap<CeremonyView, ReadonlySet<string>>();

function countMembers(view: CeremonyView): ReadonlySet<string> {
  const names = new Set(view.members.keys());
  for (const among of view.invitedAmong.values()) for (const name of among) names.add(name);
  for (const [member, lists] of view.countedAtAdmission) {
    names.add(member);
    for (const counted of lists.values()) for (const name of counted) names.add(name);
  }
  for (const name of view.evicted.keys()) names.delete(name);
  return names;
}

/**
 * Whose acknowledgement the key needs before anybody signs with it: all members that count here, and all that those counted who
 * acknowledged it. The latter lets a member that has not heard of a newer one wait for it too.
 */
function membersToInstall(view: CeremonyView, key: KeyView): Iterable<string> {
  return key.emergencyMembers ?? membersOfKey(view, key);
}

/** Evicted ones may be among them. */
function membersOfKey(view: CeremonyView, key: KeyView): ReadonlySet<string> {
  const names = new Set(countedMembers(view));
  // Nearly always the same list, of whomever it is.
  for (const list of new Set(key.installed.values())) for (const name of list) names.add(name);
  return names;
}

function missing(view: CeremonyView, names: Iterable<string>, isThere: (name: string) => boolean): readonly string[] {
  const result: string[] = [];
  for (const name of names) if (!isThere(name) && !view.evicted.has(name)) result.push(name);
  return result.sort();
}

/** Who holds up signing with the key. Empty is the install certificate, which cannot become untrue while anybody signs with it. */
export function notYetInstalled(view: CeremonyView, key: KeyView): readonly string[] {
  return missing(view, membersToInstall(view, key), (name) => key.installed.has(name));
}

/** Who may still sign with the key. Empty is the renounce certificate. */
export function notYetRenounced(view: CeremonyView, key: KeyView): readonly string[] {
  return missing(view, membersOfKey(view, key), (name) => key.renounced.has(name) || key.removed.has(name));
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

/**
 * Two parts of a star that each made an emergency key are not merged by themselves: no member takes one that was made without it while
 * there is another in use that it is a part of, or that has no member in common with the first. An operator says which is to be used,
 * or condemns one of the two.
 */
export function isContested(view: CeremonyView, key: KeyView): boolean {
  const { emergencyMembers } = key;
  if (emergencyMembers === undefined || key.activatedAtMs !== undefined || emergencyMembers.includes(view.me)) return false;
  return view.keys.some((other) => {
    const others = other.emergencyMembers;
    if (others === undefined || other.purpose !== key.purpose || other.condemnedReason !== undefined) return false;
    if (others.includes(view.me)) return !other.removed.has(view.me);
    return other.removed.size === 0 && !others.some((name) => emergencyMembers.includes(name));
  });
}

/** Whether it may be taken away although it is condemned: what was encrypted with a credential key cannot be made again. */
export function mayDropCondemned(key: KeyView): boolean {
  return key.purpose !== "credential" || key.signing.size === 0 || key.isReencrypted;
}

/**
 * Who has to count a member before it serves: who were members when it was invited, and whom these counted when they admitted it, for
 * such joined at the same time. Nobody waits for who was invited later: it may never come.
 */
export function membersToAdmit(view: CeremonyView, member: string): readonly string[] {
  const among = view.invitedAmong.get(member);
  const counted = view.countedAtAdmission.get(member);
  const names = among === undefined ? [...view.members.keys()] : [...among, ...among.flatMap((name) => counted?.get(name) ?? [])];
  return [...new Set(names)].filter((name) => name !== member && !view.evicted.has(name)).sort();
}

/**
 * Members that do not count this one yet. Until there are none it neither signs nor serves: somebody might sign with a key that it
 * lacks, or remove one that it signs with.
 */
export function notYetAdmittedBy(view: CeremonyView, member: string): readonly string[] {
  const admitted = view.admissions.get(member);
  return membersToAdmit(view, member).filter((name) => admitted?.has(name) !== true);
}

/** What those who had to admit the member held when they did, by name. */
export function keysAtAdmission(view: CeremonyView, member: string): readonly (readonly [string, readonly string[]])[] {
  const lists = view.admissions.get(member);
  return membersToAdmit(view, member).map((name) => [name, lists?.get(name) ?? []] as const);
}

/**
 * Keys that this member must hold before it serves: those that any member held when it admitted it, and that neither of the two has
 * removed since.
 */
export function keysToServe(view: CeremonyView, member: string): readonly string[] {
  const wanted = keysAtAdmission(view, member).flatMap(([by, keyIds]) =>
    keyIds.filter((keyId) => {
      const key = findKey(view, keyId);
      return key?.removed.has(by) !== true && key?.removed.has(member) !== true;
    }),
  );
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
