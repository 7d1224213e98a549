import { notYetInstalled, primaryKeyOf } from "../certificates.ts";
import type { CeremonyView, KeyPurpose, KeyView } from "../types.ts";
import { compareKeys } from "../view.ts";
import { nameOfKey } from "./names.ts";
import type { OperatorPlan } from "./types.ts";

/**
 * What to say so that the star signs with its next key now, whatever the schedule says. Nobody signs before every member has it: a
 * key that one lacks still waits for that one, and the plan says for whom.
 */
export function rotationPlan(view: CeremonyView, purpose: KeyPurpose): OperatorPlan {
  const current = primaryKeyOf(view, purpose, view.me);
  const isNext = (key: KeyView): boolean =>
    key.purpose === purpose && key.condemnedReason === undefined && (current === undefined || compareKeys(key, current) > 0);
  const next = view.keys.find((key) => isNext(key) && key.activatedAtMs === undefined);
  if (next === undefined) {
    return {
      acts: [],
      consequences: [`There is no ${purpose} key that is not activated already; one is made soon.`],
      needsRoot: false,
    };
  }
  const waitsFor = notYetInstalled(view, next);
  const when =
    waitsFor.length === 0
      ? "Every member has it: all sign with it as soon as they hear of this."
      : `It waits for ${waitsFor.join(", ")}: nobody signs with a key that a member lacks.`;
  return {
    acts: [{ act: "say", statement: { says: "activated", keyId: next.keyId } }],
    consequences: [
      `${nameOfKey(next)} is signed with next. ${when}`,
      "Tokens of the key before it stay valid as long as they live.",
    ],
    needsRoot: false,
  };
}
