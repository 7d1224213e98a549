import { type Change, type ChangeMark, parseEpoch, type TableChecksums } from "@multisite/kernel/changes";
import { MultisiteError } from "@multisite/kernel/errors";

/** Subjects of what nodes ask each other. */
export const SUBJECTS = {
  since: "changes.since",
  part: "changes.part",
  common: "changes.common",
  snapshot: "changes.snapshot",
  checksum: "changes.checksum",
  greet: "changes.greet",
  stepDown: "changes.step-down",
} as const;

/** What nodes tell in every question and answer, so that news of an epoch reaches all who talk at all. */
export interface Greeting {
  readonly promised: string;
  /** Absent while a node has no data. */
  readonly mark?: ChangeMark;
}

export interface SinceQuestion extends Greeting {
  readonly schema: string;
  /** How long to wait when there is nothing new. */
  readonly waitMs: number;
}

/** A change as JSON; one that is too large for an answer comes in parts. */
export type SentChange = Omit<Change, "changeset"> & { readonly changeset?: string; readonly bytes: number };

export type SinceAnswer = Greeting &
  (
    | {
        readonly kind: "changes";
        readonly changes: readonly SentChange[];
        /** Newest that the asker may have, to tell how far behind it is. */
        readonly newest: number;
        /** To the standby: it has all that is acknowledged when it has this; absent when the writer goes on alone. */
        readonly floor?: number;
      }
    /** `diverged`: the asker has another history. `trimmed`: what it needs is not kept any more. `schema`: its tables are other ones. */
    | { readonly kind: "diverged" | "trimmed" | "schema" }
    /** The node does not know yet whether its own data is right. */
    | { readonly kind: "not-now"; readonly reason: string }
  );

export interface SnapshotQuestion {
  /** Of the copy that the asker has begun with. */
  readonly hash?: string;
  readonly offset: number;
}

export interface SnapshotAnswer {
  readonly hash: string;
  readonly bytes: number;
  readonly offset: number;
  /** base64 */
  readonly data: string;
}

export interface CommonQuestion {
  /** Newest first. */
  readonly marks: readonly { readonly sequence: number; readonly chainHash: string }[];
}

export interface CommonAnswer {
  /** The newest of the marks that both have. */
  readonly sequence?: number;
}

export interface ChecksumAnswer {
  readonly mark: ChangeMark;
  readonly tables: TableChecksums;
}

export interface StepDownQuestion {
  readonly epoch: string;
}

/** Reads what another node told of itself. */
export function readGreeting(body: unknown): Greeting {
  const { promised, mark } = (body ?? {}) as Partial<Greeting>;
  if (!isEpoch(promised) || (mark !== undefined && !isMark(mark))) throw badQuestion();
  return { promised, ...(mark ? { mark } : {}) };
}

export function badQuestion(): MultisiteError {
  return new MultisiteError("identity.star.question", "The question is of a form that this version does not know.");
}

export function isEpoch(value: unknown): value is string {
  if (typeof value !== "string") return false;
  try {
    parseEpoch(value);
    return true;
  } catch {
    return false;
  }
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isMark(value: unknown): value is ChangeMark {
  const { sequence, epoch, chainHash } = (value ?? {}) as Partial<ChangeMark>;
  return isCount(sequence) && isEpoch(epoch) && typeof chainHash === "string";
}
