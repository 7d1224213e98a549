import { durationText } from "../../keys-plan/index.ts";
import { mayDropCondemned, notYetRenounced, signingKeyOf } from "../certificates.ts";
import { removableAtMs } from "../decide/gates.ts";
import type { CeremonySettings, CeremonyView, KeyView } from "../types.ts";
import { compareKeys } from "../view.ts";
import { holdUp } from "./hold-up.ts";
import type { ExplainLocal, NextPhase } from "./types.ts";

/** What a key that this node has given up waits for before it is taken away. */
export function nextRemoval(
  view: CeremonyView,
  key: KeyView,
  local: ExplainLocal,
  settings: CeremonySettings,
  nowMs: number,
): NextPhase {
  const sinceMs = key.renounced.size === 0 ? key.arrivedAtMs : Math.min(...key.renounced.values());
  // A condemned key goes at once, whoever signed with it.
  const isAtOnce = key.condemnedReason !== undefined && mayDropCondemned(key);
  const signers = isAtOnce ? [] : notYetRenounced(view, key);
  const heldUpBy = signers.map((name) => holdUp(view, local, name, whyStillSigning(view, key, name), sinceMs));
  const isUnread = key.purpose === "credential" && !mayDropCondemned(key);
  const because = isUnread
    ? ["Credentials may be encrypted with it yet: multisite keys reencrypt, on the host of a master."]
    : [];
  const atMs = isAtOnce ? nowMs : Math.max(nowMs, removableAtMs(view, key, settings));
  const isOver = heldUpBy.length === 0 && because.length === 0 && atMs <= nowMs;
  return {
    phase: "removed",
    because,
    heldUpBy,
    atMs: because.length === 0 ? atMs : undefined,
    ifForced: isOver ? [] : [whatBreaks(key, settings)],
  };
}

function whyStillSigning(view: CeremonyView, key: KeyView, member: string): string {
  const signing = signingKeyOf(view, key.purpose, member);
  if (signing === undefined) return "does not sign yet, and may begin with it";
  return compareKeys(signing, key) <= 0
    ? "has not given it up"
    : "signs with a newer one, and has yet to say that it gives this one up";
}

function whatBreaks(key: KeyView, settings: CeremonySettings): string {
  const life = durationText(Math.max(settings.lifeMs, ...key.signing.values()) / 1000);
  if (key.purpose === "credential") return "Credentials that are encrypted with it could never be read again.";
  if (key.purpose === "receipt") return "Logins of several steps that are under way would begin anew.";
  return `Tokens that were made with it would be refused here, up to ${life} after they were made.`;
}
