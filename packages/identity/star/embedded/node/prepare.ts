import { enableChangeLog, formatEpoch, openChangeFile } from "@multisite/kernel/changes";
import type { Regime } from "../types.ts";

export interface PrepareOptions {
  /** The star's first writer. */
  readonly node: string;
  readonly nowMs: number;
  /** Whether the star has a second master: then no write counts before that has joined. */
  readonly hasStandby: boolean;
}

/**
 * Makes the identity database of a star's first writer keep a log of changes, before any service opens it. All other nodes begin
 * without a database. Does nothing to one that keeps a log already.
 *
 * @throws MultisiteError `kernel.changes.missing`, `kernel.changes.in_use`
 */
export function prepareStarDatabase(path: string, { node, nowMs, hasStandby }: PrepareOptions): void {
  const epoch = formatEpoch({ number: 1, node });
  enableChangeLog(path, { epoch, needsConfirmation: hasStandby, nowMs });
  const file = openChangeFile(path);
  try {
    file.atomically(() => {
      if (file.newestEpoch() !== undefined) return;
      const first: Omit<Regime, "epoch"> = {
        standby: null,
        alone: !hasStandby,
        by: "formed",
        reason: "The star was formed.",
        sinceMs: nowMs,
      };
      file.declare({ epoch, statement: first }, nowMs);
      // Until its agent runs.
      file.setGate({ writes: "refused", reason: "The agent of this node has not started yet." });
      file.setState("replication", { mayPromise: true });
    });
  } finally {
    file.close();
  }
}
