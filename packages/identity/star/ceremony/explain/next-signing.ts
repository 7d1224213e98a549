import { isContested, isKnownToEvicted, mayServe, notYetAdmittedBy, notYetInstalled, primaryKeyOf } from "../certificates.ts";
import { ceremonyGates } from "../decide/index.ts";
import type { CeremonySettings, CeremonyView, KeyView } from "../types.ts";
import { holdUp } from "./hold-up.ts";
import type { ExplainLocal, NextPhase } from "./types.ts";

/** What a key that nobody here has signed with yet waits for. */
export function nextSigning(
  view: CeremonyView,
  key: KeyView,
  local: ExplainLocal,
  settings: CeremonySettings,
  nowMs: number,
): NextPhase {
  const silent = notYetInstalled(view, key);
  const heldUpBy = silent.map((name) =>
    holdUp(view, local, name, name === view.me ? whyNotHere(key, local) : "has not acknowledged it", key.arrivedAtMs),
  );
  const current = primaryKeyOf(view, key.purpose, view.me);
  // Who has nothing good to sign with waits for no schedule.
  const isAtOnce = current === undefined || isKnownToEvicted(view, current) || key.emergencyMembers !== undefined;
  const because = [...whyNeverOrLater(view, key, local), ...whyNotTaken(view, key, local, silent)];
  const dueMs = isAtOnce ? nowMs : (key.activatedAtMs ?? key.notBeforeMs) + (local.isCanary ? 0 : settings.canaryHoldMs);
  return {
    phase: "signing",
    because,
    heldUpBy,
    atMs: because.length === 0 ? Math.max(nowMs, dueMs) : undefined,
    ifForced:
      heldUpBy.length === 0
        ? []
        : [
            whatBreaks(
              key,
              heldUpBy.map(({ member, site }) => `${member} (${site})`),
            ),
          ],
  };
}

function whyNotHere(key: KeyView, local: ExplainLocal): string {
  if (!local.onDisk.has(key.keyId)) return "does not hold it: its box was not opened, or its disk took no key";
  if (!local.loaded.has(key.keyId)) return "holds it, but one of its verifying processes has not loaded it";
  return "is about to acknowledge it";
}

function whyNeverOrLater(view: CeremonyView, key: KeyView, local: ExplainLocal): string[] {
  if (key.condemnedReason !== undefined) return [`It is condemned: ${key.condemnedReason}`];
  if (isKnownToEvicted(view, key)) return ["An evicted member knows it: nobody starts to sign with it, and another one is made."];
  const because: string[] = [];
  const isHeld = key.heldReason !== undefined && key.activatedAtMs === undefined;
  if (isHeld) because.push(`An operator holds it: ${key.heldReason}`);
  if (isContested(view, key)) {
    because.push(
      "Another part of the star made an emergency key too: an operator says which is used (activate), or condemns one.",
    );
  }
  if (key.renounced.has(view.me)) because.push("This node has given it up for a newer one.");
  if (!local.onDisk.has(key.keyId) && key.installed.has(view.me))
    because.push("This node has acknowledged it, but holds it no more.");
  return because;
}

function whyNotTaken(view: CeremonyView, key: KeyView, local: ExplainLocal, silent: readonly string[]): string[] {
  if (!mayServe(view, view.me, local.onDisk)) {
    const others = notYetAdmittedBy(view, view.me);
    return [
      others.length > 0 ? `This node waits to be taken in by ${others.join(", ")}.` : "This node lacks keys of the others.",
    ];
  }
  if (silent.length > 0 || isKnownToEvicted(view, key) || ceremonyGates.mayStart(view, key)) return [];
  return ["A member did not hold it when it took this node in, and has not acknowledged it to this node since."];
}

function whatBreaks(key: KeyView, places: readonly string[]): string {
  const where = places.length > 8 ? `${places.length} members` : places.join(", ");
  if (key.purpose === "credential") return `Credentials that are encrypted with it could not be read at ${where}.`;
  if (key.purpose === "receipt") return `Logins of several steps that begin with it could not go on at ${where}.`;
  return `Tokens that are made with it would be refused at ${where}.`;
}
