import type { CeremonySettings, CeremonyStep, CeremonyView, LocalState } from "../types.ts";
import { admit } from "./admit.ts";
import { create } from "./create.ts";
import { ceremonyGates } from "./gates.ts";
import { acknowledge, install } from "./install.ts";
import { remove, renounce } from "./retire.ts";
import { seal } from "./seal.ts";
import { sign } from "./sign.ts";
import type { Gates, Rule } from "./types.ts";

export { ceremonyGates } from "./gates.ts";
export { keysToHold } from "./install.ts";
export type { Gates } from "./types.ts";

/** What a member does whatever its clock says, and what it does only while its clock can be trusted. */
const ALWAYS: readonly Rule[] = [admit, seal, install, acknowledge, renounce];
const WITH_A_GOOD_CLOCK: readonly Rule[] = [create, sign, remove];

/**
 * The steps that a member may take now, from what it knows and what it finds at home. Every condition on what others have said
 * stays true once it is true, so that knowing less only delays; no order, no leader and no quorum is needed.
 */
export function decide(
  view: CeremonyView,
  local: LocalState,
  nowMs: number,
  settings: CeremonySettings,
  gates: Gates = ceremonyGates,
): readonly CeremonyStep[] {
  const situation = { view, local, nowMs, settings, gates };
  // A fenced member takes over what was sealed for it, and says nothing: its acknowledgements may be of a former self.
  if (local.fence !== undefined) return install(situation);
  const isClockGood = local.clockErrorMs === undefined || local.clockErrorMs <= settings.clockErrorMs;
  return [...ALWAYS, ...(isClockGood ? WITH_A_GOOD_CLOCK : [])].flatMap((rule) => rule(situation));
}
