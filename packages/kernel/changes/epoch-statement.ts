import type { DatabaseSync } from "node:sqlite";
import { formatEpoch, parseEpoch } from "./epoch.ts";
import type { ChangeLog } from "./log.ts";
import type { ChangeMark } from "./types.ts";

/** What the writer of an epoch says of it, to all copies: it stands in the log between the changes before and those after. */
export interface EpochStatement {
  readonly epoch: string;
  /** What JSON can carry. */
  readonly statement: unknown;
}

interface EpochRow {
  readonly number: number;
  readonly node: string;
  readonly statement: string;
}

/** The statements about epochs of a database file. */
export function createEpochStatements(database: DatabaseSync, log: ChangeLog) {
  const newest = database.prepare("SELECT number, node, statement FROM multisite_epoch ORDER BY number DESC, node DESC LIMIT 1");
  return {
    newest(): EpochStatement | undefined {
      const row = newest.get() as EpochRow | undefined;
      return row && { epoch: formatEpoch(row), statement: JSON.parse(row.statement) };
    },
    /** The newest statement of an epoch counts. */
    declare({ epoch, statement }: EpochStatement, nowMs: number): ChangeMark {
      const { number, node } = parseEpoch(epoch);
      const session = database.createSession({ table: "multisite_epoch" });
      try {
        database
          .prepare(
            "INSERT INTO multisite_epoch VALUES (?, ?, ?) ON CONFLICT (number, node) DO UPDATE SET statement = excluded.statement",
          )
          .run(number, node, JSON.stringify(statement));
        return log.add({ epoch, changeset: session.changeset(), committedAtMs: nowMs });
      } finally {
        session.close();
      }
    },
  };
}
