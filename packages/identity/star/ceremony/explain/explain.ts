import { primaryKeyOf, signingKeyOf } from "../certificates.ts";
import { type CeremonySettings, type CeremonyView, KEY_PURPOSES, type KeyPurpose, type KeyView } from "../types.ts";
import { compareKeys } from "../view.ts";
import { nextRemoval } from "./next-removal.ts";
import { nextSigning } from "./next-signing.ts";
import { phasesOf, shortId } from "./phases.ts";
import type { ExplainLocal, KeyExplanation, KeysExplanation, NextPhase, PurposeExplanation } from "./types.ts";

/**
 * Where each key stands at each member, and why what comes next has not come yet: who holds it up, since when, when it comes by itself,
 * and what would break if somebody forced it. It tells what this node knows: what was not heard here is not in it.
 */
export function explainKeys(view: CeremonyView, local: ExplainLocal, settings: CeremonySettings, nowMs: number): KeysExplanation {
  const explainPurpose = (purpose: KeyPurpose): PurposeExplanation => {
    const known = view.keys.filter((key) => key.purpose === purpose);
    const keys = known.filter((key) => !isGoneEverywhere(view, key));
    const signing = primaryKeyOf(view, purpose, view.me);
    const explain = (key: KeyView): KeyExplanation => ({
      keyId: key.keyId,
      shortId: shortId(key.keyId),
      generation: key.generation,
      maker: key.maker,
      phases: phasesOf(view, key),
      condemned: key.condemnedReason,
      next: nextPhase(view, key, local, settings, nowMs),
    });
    return {
      purpose,
      signing: signing && shortId(signing.keyId),
      keys: keys.map(explain),
      because: aheadText(keys, signingKeyOf(view, purpose, view.me), settings, local),
    };
  };
  return {
    node: view.me,
    atMs: nowMs,
    because: whyNothing(view, local, settings),
    purposes: KEY_PURPOSES.map(explainPurpose),
  };
}

/** What keeps this node from going on with any key. */
function whyNothing(view: CeremonyView, local: ExplainLocal, settings: CeremonySettings): string[] {
  const evicted = view.evicted.get(view.me);
  if (evicted !== undefined) return [`This node was evicted: ${evicted}`];
  if (!view.members.has(view.me)) return ["This node is no member: nobody has invited it, as far as it has heard."];
  if (local.fence !== undefined) return [`This node only listens: ${local.fence}`];
  const { clockErrorMs } = local;
  if (clockErrorMs === undefined || clockErrorMs <= settings.clockErrorMs) return [];
  return [
    `Its clock may be ${Math.round(clockErrorMs)} ms off, and ${settings.clockErrorMs} ms are allowed: it neither makes, starts nor removes keys.`,
  ];
}

function nextPhase(
  view: CeremonyView,
  key: KeyView,
  local: ExplainLocal,
  settings: CeremonySettings,
  nowMs: number,
): NextPhase | undefined {
  if (key.removed.has(view.me)) return undefined;
  if (key.renounced.has(view.me) || key.condemnedReason !== undefined) return nextRemoval(view, key, local, settings, nowMs);
  const signing = signingKeyOf(view, key.purpose, view.me);
  if (signing !== undefined && compareKeys(key, signing) <= 0) return undefined;
  return nextSigning(view, key, local, settings, nowMs);
}

function isGoneEverywhere(view: CeremonyView, key: KeyView): boolean {
  return view.members.size > 0 && [...view.members.keys()].every((name) => key.removed.has(name));
}

/** Whether there are keys for the rotations to come. */
function aheadText(
  keys: readonly KeyView[],
  signing: KeyView | undefined,
  { stagedKeys }: CeremonySettings,
  { isMaker }: ExplainLocal,
): string[] {
  const isAhead = (key: KeyView): boolean =>
    key.condemnedReason === undefined && key.removed.size === 0 && (signing === undefined || compareKeys(key, signing) > 0);
  const ahead = keys.filter(isAhead).length;
  if (ahead >= stagedKeys) return [];
  const who = isMaker ? "this node makes them" : "a master makes them";
  return [`${ahead} of ${stagedKeys} keys are made ahead; ${who}.`];
}
