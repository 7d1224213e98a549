import { type ErrorEntry, MultisiteError } from "@multisite/kernel/errors";

/** The errors of recovery. */
export const recoveryErrorCatalogue: readonly ErrorEntry[] = [
  {
    code: "recovery.document.invalid",
    remedy: "Correct the lines that are named; each says what would be right.",
    status: 1,
  },
  {
    code: "recovery.freeze.armed",
    remedy: "Each freeze has an ID of its own: begin a new one.",
    status: 409,
  },
  {
    code: "recovery.freeze.over",
    remedy:
      "What was snapshotted in it is not of one moment: begin again, with a longer `thawAfterMs` in the plan if the storage needs it.",
    status: 409,
  },
  {
    code: "recovery.freeze.guest",
    remedy: "A VM is quiesced for one plan at a time: wait until the other one has ended.",
    status: 409,
  },
  {
    code: "recovery.freeze.thaw",
    remedy:
      "The agent goes on trying, and its alarm stands until the guest is thawed. If the guest's agent is dead, reset the server.",
    status: 502,
  },
  {
    code: "recovery.manifest.damaged",
    remedy: "This point cannot be restored: take the one before it. Look whether the store loses or changes objects.",
    status: 502,
  },
  {
    code: "recovery.manifest.version",
    remedy: "Restore it with the version of this program that wrote it, or with a later one.",
    status: 501,
  },
  {
    code: "recovery.freeze.damaged",
    remedy: "Look which servers of the site are frozen and thaw them; then move the file away and start the agent.",
    status: 1,
  },
];

type RecoveryProblem =
  | "document.invalid"
  | "freeze.armed"
  | "freeze.over"
  | "freeze.guest"
  | "freeze.thaw"
  | "freeze.damaged"
  | "manifest.damaged"
  | "manifest.version";

/** An error of this package; the text says what to do. */
export function recoveryError(problem: RecoveryProblem, message: string, cause?: unknown): MultisiteError {
  return new MultisiteError(`recovery.${problem}`, message, cause === undefined ? {} : { cause });
}
