/**
 * One committed write transaction. Rows of all changes are numbered without gaps over all epochs, and `chainHash` covers
 * everything before it: two databases whose chain is the same at a sequence have taken the same changes up to there.
 */
export interface Change {
  readonly sequence: number;
  /** Of the writer that made it, see {@link formatEpoch}. */
  readonly epoch: string;
  /** SQLite's changeset (sqlite.org/session/session_changeset); empty for the mark that begins an epoch. */
  readonly changeset: Uint8Array;
  /** 64 hexadecimal characters. */
  readonly chainHash: string;
  /** By the writer's clock. */
  readonly committedAtMs: number;
}

/** How far a database is: the newest change it has taken. */
export type ChangeMark = Pick<Change, "sequence" | "epoch" | "chainHash">;

/**
 * Who may write into a database file. `open`: its own processes, as the writer of an epoch. `elsewhere`: it is a copy, and writes
 * fail as those on a read-only database do. `refused`: it is the writer, but may not take writes now.
 */
export type WriteGate =
  | {
      readonly writes: "open";
      readonly epoch: string;
      /** Whether a write counts only when another node has it too. */
      readonly needsConfirmation: boolean;
    }
  | { readonly writes: "elsewhere" }
  | { readonly writes: "refused"; readonly reason: string };
