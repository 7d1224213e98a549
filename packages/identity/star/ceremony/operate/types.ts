import type { CeremonyStatement, CeremonyStep, CeremonyView, KeyPurpose } from "../types.ts";

/** What an operator's host does, one after the other; each may be done again. */
export type OperatorAct =
  | { readonly act: "say"; readonly statement: CeremonyStatement }
  /** Makes a key outside of the schedule. */
  | { readonly act: "make"; readonly step: Extract<CeremonyStep, { do: "create" }> }
  /** Until each of the members signs with another key than these, but no longer than that: see `isReached`. */
  | {
      readonly act: "wait";
      readonly purpose: KeyPurpose;
      readonly members: readonly string[];
      readonly withoutKeyIds: readonly string[];
      readonly atMostMs: number;
    };

/** What an operator is about to do, and what it breaks. Nothing has been said yet. */
export interface OperatorPlan {
  readonly acts: readonly OperatorAct[];
  /** For the operator, a sentence a line. */
  readonly consequences: readonly string[];
  /** Only an operator of the root may do it. */
  readonly needsRoot: boolean;
}

/** Whether what a plan waits for is there. */
export function isReached(view: CeremonyView, act: Extract<OperatorAct, { act: "wait" }>): boolean {
  return act.members.every((member) =>
    view.keys.some((key) => key.purpose === act.purpose && key.signing.has(member) && !act.withoutKeyIds.includes(key.keyId)),
  );
}
