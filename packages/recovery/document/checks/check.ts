import type { DocumentPath, Severity } from "@multisite/kernel/document";
import type { ProtectionPlan } from "../types.ts";

/** One rule of what a protection plan must be. */
export interface Check {
  readonly code: string;
  readonly severity: Severity;
  /** The rule in a sentence or two, with its reason. */
  readonly rule: string;
  /** Every place where the plan breaks the rule. */
  readonly find: (plan: ProtectionPlan) => readonly Breach[];
}

/** Where a rule is broken, and what to do. */
export interface Breach {
  readonly path: DocumentPath;
  readonly message: string;
}

/** Places of what is there a second time. */
export function repeated(names: readonly string[]): readonly number[] {
  return names.flatMap((name, index) => (names.indexOf(name) < index ? [index] : []));
}
