import { type ErrorEntry, MultisiteError } from "@multisite/kernel/errors";

/** The errors of recovery. */
export const recoveryErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "recovery.document.invalid",
    remedy: "Correct the lines that are named; each says what would be right.",
    status: 1,
  },
];

type RecoveryProblem = "document.invalid";

/** An error of this package; the text says what to do. */
export function recoveryError(problem: RecoveryProblem, message: string): MultisiteError {
  return new MultisiteError(`recovery.${problem}`, message);
}
