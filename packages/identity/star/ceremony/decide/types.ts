import type { CeremonySettings, CeremonyStep, CeremonyView, KeyView, LocalState } from "../types.ts";

/** All that a rule may look at. */
export interface Situation {
  readonly view: CeremonyView;
  readonly local: LocalState;
  readonly settings: CeremonySettings;
  readonly nowMs: number;
  readonly gates: Gates;
}

/** One rule of the ceremony. */
export type Rule = (situation: Situation) => readonly CeremonyStep[];

/** The two conditions that everything rests on. They are arguments so that the model check can weaken them and see it fail. */
export interface Gates {
  /** Whether a member may start to sign with the key. */
  mayStart(view: CeremonyView, key: KeyView): boolean;
  /** Whether a member may remove the key at `nowMs`. */
  mayRemove(view: CeremonyView, key: KeyView, nowMs: number, settings: CeremonySettings): boolean;
}
