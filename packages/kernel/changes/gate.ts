import type { DatabaseSync } from "node:sqlite";
import type { WriteGate } from "./types.ts";

interface GateRow {
  readonly writes: "open" | "elsewhere" | "refused";
  readonly epoch: string | null;
  readonly needs_confirmation: number;
  readonly reason: string | null;
}

/** The gate of a database file; every write transaction asks it under the write lock, so that a change of it leaves no doubt. */
export function createGateReader(database: DatabaseSync): () => WriteGate {
  const read = database.prepare("SELECT writes, epoch, needs_confirmation, reason FROM multisite_gate");
  return () => toGate(read.get() as GateRow | undefined);
}

export function writeGate(database: DatabaseSync, gate: WriteGate): void {
  const epoch = gate.writes === "open" ? gate.epoch : null;
  const needsConfirmation = gate.writes === "open" && !gate.needsConfirmation ? 0 : 1;
  const reason = gate.writes === "refused" ? gate.reason : null;
  database
    .prepare(
      "INSERT INTO multisite_gate VALUES (1, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET writes = excluded.writes, " +
        "epoch = excluded.epoch, needs_confirmation = excluded.needs_confirmation, reason = excluded.reason",
    )
    .run(gate.writes, epoch, needsConfirmation, reason);
}

/** A row that is missing or odd lets nobody write. */
function toGate(row: GateRow | undefined): WriteGate {
  if (row?.writes === "open" && row.epoch !== null) {
    return { writes: "open", epoch: row.epoch, needsConfirmation: row.needs_confirmation !== 0 };
  }
  if (row?.writes === "refused") return { writes: "refused", reason: row.reason ?? "The database takes no writes now." };
  return { writes: "elsewhere" };
}
