import { durationText, removalDelayMs } from "../../keys-plan/index.ts";
import { isKnownToEvicted, notYetInstalled, notYetRenounced } from "../certificates.ts";
import type { CeremonySettings, CeremonyStatement, CeremonyView, KeyView } from "../types.ts";
import { nameOfKey, namesOf } from "./names.ts";
import type { OperatorAct, OperatorPlan } from "./types.ts";

export interface EvictionOptions {
  readonly reason: string;
  readonly nowMs: number;
  readonly settings: CeremonySettings;
}

/**
 * What to say so that a member, captured or lost, counts no more. The keys that it knows are never started again, and who signs with
 * one takes the next one that it does not know: the rules see to that. Staged ones that nobody can sign with yet are discarded at
 * once; one that signs is kept until its tokens have expired, or else they would all break: that is for an emergency.
 */
export function evictionPlan(view: CeremonyView, member: string, { reason, nowMs, settings }: EvictionOptions): OperatorPlan {
  const known = view.keys.filter((key) => key.condemnedReason === undefined && wouldBeKnown(view, key, member));
  const discarded = known.filter((key) => isSurelyUnused(key, nowMs, settings));
  const kept = known.filter((key) => !discarded.includes(key));
  const undone = view.saidByOperator.get(member) ?? [];
  const statements: CeremonyStatement[] = [
    // What was said with its operator's key would end with it.
    ...undone,
    { says: "evicted", member, reason },
    ...discarded.map(({ keyId }) => ({ says: "condemned" as const, keyId, reason: `${member} was evicted: ${reason}` })),
  ];
  const acts: readonly OperatorAct[] = statements.map((statement) => ({ act: "say", statement }));
  const holdsOperatorKey = [...view.operators.values()].includes(member);
  return {
    acts,
    consequences: consequences(view, member, { discarded, kept, undone: undone.length, settings }),
    needsRoot: holdsOperatorKey,
  };
}

interface Affected {
  readonly discarded: readonly KeyView[];
  readonly kept: readonly KeyView[];
  readonly undone: number;
  readonly settings: CeremonySettings;
}

function consequences(view: CeremonyView, member: string, { discarded, kept, undone, settings }: Affected): string[] {
  const site = view.members.get(member)?.site;
  const lines = [
    site === undefined
      ? `${member} is no member; its name is barred.`
      : `${member} of site ${site} counts no more, neither signs nor serves, and can only come back under another name.`,
  ];
  const heldUp = view.keys.filter((key) => isHeldUpBy(notYetInstalled(view, key), member));
  if (heldUp.length > 0) lines.push(`Signing with ${namesOf(heldUp)} waits for ${member} alone, and begins.`);
  const kept_ = view.keys.filter((key) => isHeldUpBy(notYetRenounced(view, key), member) && key.signing.size > 0);
  if (kept_.length > 0) lines.push(`Removing ${namesOf(kept_)} waits for ${member} alone, and goes on.`);
  if (discarded.length > 0) lines.push(`Staged keys that it knows are discarded and made anew: ${namesOf(discarded)}.`);
  const signing = kept.filter((key) => key.signing.size > 0);
  const waiting = durationText(removalDelayMs(settings.lifeMs, settings.clockErrorMs) / 1000);
  for (const key of signing) {
    const signers = [...key.signing.keys()].filter((name) => name !== member);
    lines.push(
      `It knows ${nameOfKey(key)}, with which ${signers.length > 0 ? signers.join(", ") : "nobody else"} signed. All others take a new key at once; the old one verifies for ${waiting} after the last of them has, and so long ${member} can make tokens that pass.`,
    );
  }
  if (signing.length > 0) {
    lines.push(
      `Tokens that ${member} made before live on; those that it makes from now on are refused when these keys are gone. To end that now, condemn the keys too (multisite keys emergency): all living tokens made with them break.`,
    );
  }
  const doubtful = kept.filter((key) => key.signing.size === 0);
  if (doubtful.length > 0) {
    lines.push(
      `${namesOf(doubtful)} may be signed with by now at a site that has not been heard: nobody else starts to, and tokens made with it live on.`,
    );
  }
  if (undone > 0)
    lines.push(
      `${undone} things were said with its operator's key; they are said again before it is evicted. Look whether they were right.`,
    );
  return lines;
}

function isHeldUpBy(names: readonly string[], member: string): boolean {
  return names.length === 1 && names[0] === member;
}

function wouldBeKnown(view: CeremonyView, key: KeyView, member: string): boolean {
  return isKnownToEvicted({ ...view, evicted: new Map([[member, ""]]) }, key);
}

/** Nobody's clock can be so far ahead that it has begun to sign with it. */
function isSurelyUnused(key: KeyView, nowMs: number, { clockErrorMs }: CeremonySettings): boolean {
  return key.signing.size === 0 && key.activatedAtMs === undefined && key.notBeforeMs > nowMs + 2 * clockErrorMs;
}
