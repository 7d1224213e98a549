import type { KeyStatus } from "../../status/types.ts";
import type { CeremonySettings, CeremonyView } from "../types.ts";
import { explainKeys } from "./explain.ts";
import type { ExplainLocal, KeyExplanation, KeyPhase, NextPhase, PurposeExplanation } from "./types.ts";

/** The keys of this node, as its status shows them. */
export function keyStatus(
  view: CeremonyView,
  local: ExplainLocal,
  settings: CeremonySettings,
  nowMs: number,
): readonly KeyStatus[] {
  const { because, purposes } = explainKeys(view, local, settings, nowMs);
  return purposes.map((purpose) => {
    const count = (phase: KeyPhase): number => purpose.keys.filter((key) => phaseHere(key, view.me) === phase).length;
    return {
      purpose: purpose.purpose,
      signing: purpose.signing,
      stagedKeys: count("installed"),
      retiringKeys: count("renounced"),
      waitsFor: because[0] ?? firstWait(purpose, nowMs),
    };
  });
}

function phaseHere({ phases }: KeyExplanation, me: string): KeyPhase | undefined {
  return phases.find(({ member }) => member === me)?.phase;
}

/** The first thing that waits for something else than the time of its schedule. */
function firstWait({ keys, because }: PurposeExplanation, nowMs: number): string | undefined {
  for (const phase of ["signing", "removed"] as const) {
    const due = keys.filter(({ next }) => next?.phase === phase);
    // A key that is to be signed with much later may well be missing somewhere: it was made a moment ago.
    const [first] = phase === "signing" ? due.slice(0, 1).filter(({ next }) => isDue(next, nowMs)) : due.filter(isLate);
    if (first?.next === undefined) continue;
    const text = waitText(first.shortId, first.next);
    if (text !== undefined) return text;
  }
  return because[0];
}

function isDue(next: NextPhase | undefined, nowMs: number): boolean {
  return next !== undefined && (next.because.length > 0 || (next.atMs ?? nowMs) <= nowMs);
}

function isLate({ next }: KeyExplanation): boolean {
  return next !== undefined && (next.because.length > 0 || next.heldUpBy.length > 0);
}

function waitText(shortId: string, { phase, because, heldUpBy }: NextPhase): string | undefined {
  const what = phase === "signing" ? `Signing with ${shortId}` : `Removing ${shortId}`;
  if (because[0] !== undefined) return `${what}: ${because[0]}`;
  const names = heldUpBy.map(({ member }) => member);
  if (names.length === 0) return undefined;
  return `${what} waits for ${names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ")}.`;
}
