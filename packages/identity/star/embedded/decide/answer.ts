import type { ChangeMark } from "@multisite/kernel/changes";

/** What decides how a question for changes is answered. */
export interface QuestionView {
  readonly asker: ChangeMark;
  /** Undefined while the answerer has no data. */
  readonly newest: ChangeMark | undefined;
  readonly oldestSequence: number | undefined;
  /** The answerer's mark at the asker's sequence, when it has one. */
  readonly atAsker: ChangeMark | undefined;
  readonly hasSameSchema: boolean;
  /** Why the answerer must not be followed now. */
  readonly notInLine: string | undefined;
}

export type QuestionVerdict =
  | { readonly kind: "changes" | "diverged" | "trimmed" | "schema" }
  | { readonly kind: "not-now"; readonly reason: string };

/** How a node answers one that asks for what comes after its own newest change. */
export function decideAnswer(view: QuestionView): QuestionVerdict {
  const { asker, newest, oldestSequence, atAsker } = view;
  if (view.notInLine !== undefined) return { kind: "not-now", reason: view.notInLine };
  if (newest === undefined || oldestSequence === undefined) return { kind: "not-now", reason: "It has no data yet." };
  if (!view.hasSameSchema) return { kind: "schema" };
  if (atAsker !== undefined) return { kind: atAsker.chainHash === asker.chainHash ? "changes" : "diverged" };
  // Ahead of this node, in an epoch that it knows: it is this node that has to catch up. Else that branch was given up.
  if (asker.sequence > newest.sequence) return { kind: asker.epoch === newest.epoch ? "changes" : "diverged" };
  return { kind: "trimmed" };
}
