import { durationText } from "../../keys-plan/index.ts";
import { notYetInstalled, signingKeyOf } from "../certificates.ts";
import type { CeremonySettings, CeremonyView, KeyView } from "../types.ts";
import { compareKeys } from "../view.ts";
import { nameOfKey, namesOf } from "./names.ts";
import type { OperatorAct, OperatorPlan } from "./types.ts";

export interface EmergencyOptions {
  readonly reason: string;
  readonly nowMs: number;
  readonly settings: CeremonySettings;
  /** How long to wait for the reachable members to sign with the new key before the old one is condemned all the same. Default 30 s. */
  readonly waitMs?: number;
  /** Whoever has this key had the directory with the staged ones too, unless the operator knows better. */
  readonly keepsStaged?: boolean;
}

/**
 * What to do about a key that somebody else may have: a new one for the members that can be reached, then away with the old one at
 * once wherever this is heard. In that order, so that the reachable ones can make tokens all the time.
 */
export function emergencyPlan(
  view: CeremonyView,
  keyId: string,
  reachable: readonly string[],
  { reason, nowMs, settings, waitMs = 30_000, keepsStaged = false }: EmergencyOptions,
): OperatorPlan {
  const bad = view.keys.find((key) => key.keyId === keyId);
  if (bad === undefined) return { acts: [], consequences: [`No key ${keyId} is known here.`], needsRoot: false };
  const ofPurpose = view.keys.filter((key) => key.purpose === bad.purpose && key.condemnedReason === undefined);
  const staged = ofPurpose.filter((key) => key.keyId !== keyId && key.signing.size === 0 && compareKeys(key, bad) > 0);
  const condemned = [...new Set([bad, ...(keepsStaged ? [] : staged)])];
  const members = reachable.filter((name) => view.members.has(name)).sort();
  const others = [...view.members.keys()].filter((name) => !members.includes(name)).sort();
  const isInUse = members.some((name) => condemned.some((key) => signingKeyOf(view, bad.purpose, name) === key));
  const hasNext = keepsStaged && staged.some((key) => notYetInstalled(view, key).length === 0);
  const withoutKeyIds = view.keys
    .filter((key) => key.purpose === bad.purpose && (compareKeys(key, bad) <= 0 || condemned.includes(key)))
    .map((key) => key.keyId);
  const generation = Math.max(...view.keys.filter(({ purpose }) => purpose === bad.purpose).map((key) => key.generation)) + 1;
  const { purpose } = bad;
  const step = { do: "create" as const, purpose, generation, notBeforeMs: nowMs, emergencyMembers: members };
  const replace: OperatorAct[] =
    isInUse && !hasNext
      ? [
          { act: "make", step },
          { act: "wait", purpose, members, withoutKeyIds, atMostMs: waitMs },
        ]
      : [];
  return {
    acts: [
      ...replace,
      ...condemned.map((key) => ({ act: "say" as const, statement: { says: "condemned" as const, keyId: key.keyId, reason } })),
    ],
    consequences: consequences(condemned, members, others, { settings, isNew: replace.length > 0, view }),
    needsRoot: false,
  };
}

interface Circumstances {
  readonly settings: CeremonySettings;
  readonly isNew: boolean;
  readonly view: CeremonyView;
}

function consequences(
  condemned: readonly KeyView[],
  members: readonly string[],
  others: readonly string[],
  { settings, isNew, view }: Circumstances,
): string[] {
  const lines = [`Condemned: ${namesOf(condemned)}. Nobody who hears of it signs or verifies with them any more.`];
  if (isNew) lines.push(`A new key is made for ${members.join(", ")}, and signed with as soon as these have it.`);
  for (const key of condemned) {
    if (key.signing.size > 0) lines.push(whatBreaks(key, settings));
  }
  if (others.length > 0) {
    const sites = [...new Set(others.map((name) => view.members.get(name)?.site ?? name))].join(", ");
    lines.push(
      `Not reached: ${others.join(", ")} (${sites}). Until they are, they go on with the old key: the others refuse the tokens that they make${isNew ? ", and they refuse those that are made with the new one" : ""}; whoever has the bad key is believed there.`,
    );
    lines.push(
      "If they make an emergency key of their own meanwhile, neither part takes the other's by itself: condemn one of the two, or activate the one that is to be used.",
    );
  }
  return lines;
}

function whatBreaks(key: KeyView, settings: CeremonySettings): string {
  const signers = [...key.signing.keys()].sort().join(", ");
  if (key.purpose === "credential") {
    return `${nameOfKey(key)}: nothing breaks. It is kept for reading until every credential is encrypted anew; whoever has it can read those that it gets hold of.`;
  }
  if (key.purpose === "receipt") return `${nameOfKey(key)}: logins of several steps that are under way at ${signers} begin anew.`;
  const life = durationText(Math.max(settings.lifeMs, ...key.signing.values()) / 1000);
  return `${nameOfKey(key)}: every living token that ${signers} made with it breaks, also within the allow-expired window (those of up to the last ${life}); users and services log in again, and long operations that carry such a token fail.`;
}
