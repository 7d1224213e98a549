import type { CeremonyView, KeyView } from "../types.ts";
import type { KeyPhase, MemberPhase } from "./types.ts";

/** As far as this node has heard. */
function phaseOf(key: KeyView, member: string): KeyPhase {
  if (key.removed.has(member)) return "removed";
  if (key.renounced.has(member)) return "renounced";
  if (key.signing.has(member)) return "signing";
  return key.installed.has(member) ? "installed" : "absent";
}

export function phasesOf(view: CeremonyView, key: KeyView): readonly MemberPhase[] {
  return [...view.members.values()]
    .map(({ name, site }) => ({ member: name, site, phase: phaseOf(key, name) }))
    .sort((one, other) => compare(one.site, other.site) || compare(one.member, other.member));
}

export function shortId(keyId: string): string {
  return keyId.slice(0, 8);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
