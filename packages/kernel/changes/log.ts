import type { DatabaseSync } from "node:sqlite";
import { chainHash } from "./chain.ts";
import type { Change, ChangeMark } from "./types.ts";

/** The changes that a database file has taken, oldest ones trimmed away. */
export interface ChangeLog {
  /** Undefined only for a file that was never filled. */
  newest(): ChangeMark | undefined;
  oldestSequence(): number | undefined;
  at(sequence: number): ChangeMark | undefined;
  /** The changes that follow, as many as fit both limits, at least one. */
  after(sequence: number, limits: { readonly count: number; readonly bytes: number }): Change[];
  /** Adds a change that was just made here, and links it to the one before. */
  add(change: Omit<Change, "sequence" | "chainHash">): ChangeMark;
  /** Adds one of another node as it is; the caller has checked its link. */
  take(change: Change): void;
  /** Removes what is older. */
  trimBefore(sequence: number): number;
}

interface ChangeRow {
  readonly sequence: number;
  readonly epoch: string;
  readonly changeset: Uint8Array;
  readonly chain_hash: string;
  readonly committed_at_ms: number;
}

const MARK = "sequence, epoch, chain_hash";

export function createChangeLog(database: DatabaseSync): ChangeLog {
  const newest = database.prepare(`SELECT ${MARK} FROM multisite_change ORDER BY sequence DESC LIMIT 1`);
  const oldest = database.prepare("SELECT min(sequence) AS sequence FROM multisite_change");
  const at = database.prepare(`SELECT ${MARK} FROM multisite_change WHERE sequence = ?`);
  const after = database.prepare(
    `SELECT ${MARK}, changeset, committed_at_ms FROM multisite_change WHERE sequence > ? ORDER BY sequence LIMIT ?`,
  );
  const insert = database.prepare("INSERT INTO multisite_change VALUES (?, ?, ?, ?, ?)");
  const remove = database.prepare("DELETE FROM multisite_change WHERE sequence < ?");
  const take = ({ sequence, epoch, changeset, chainHash: hash, committedAtMs }: Change): void => {
    insert.run(sequence, epoch, changeset, hash, Math.trunc(committedAtMs));
  };
  const newestMark = (): ChangeMark | undefined => toMark(newest.get() as ChangeRow | undefined);
  return {
    newest: newestMark,
    oldestSequence: () => (oldest.get() as { sequence: number | null }).sequence ?? undefined,
    at: (sequence) => toMark(at.get(sequence) as ChangeRow | undefined),
    after(sequence, limits) {
      const found: Change[] = [];
      let bytes = 0;
      for (const each of after.iterate(sequence, limits.count)) {
        const row = each as unknown as ChangeRow;
        bytes += row.changeset.length;
        if (found.length > 0 && bytes > limits.bytes) break;
        found.push({
          sequence: row.sequence,
          epoch: row.epoch,
          chainHash: row.chain_hash,
          changeset: row.changeset,
          committedAtMs: row.committed_at_ms,
        });
      }
      return found;
    },
    add(change) {
      const last = newestMark();
      const sequence = (last?.sequence ?? 0) + 1;
      const numbered = { ...change, sequence };
      const linked = { ...numbered, chainHash: chainHash(last?.chainHash ?? "", numbered) };
      take(linked);
      return linked;
    },
    take,
    trimBefore: (sequence) => Number(remove.run(sequence).changes),
  };
}

function toMark(row: ChangeRow | undefined): ChangeMark | undefined {
  return row && { sequence: row.sequence, epoch: row.epoch, chainHash: row.chain_hash };
}
