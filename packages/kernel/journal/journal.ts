import type { FactBody } from "../facts/index.ts";
import { openHostFile } from "../host-file/index.ts";
import type { RunRecord, RunState, StepRecord, StepState } from "./types.ts";

/** The runs of one host. All calls are synchronous, and on the disk when they return. */
export interface RunJournal {
  begin(run: RunRecord): void;
  step(runId: string, name: string, change: Partial<Omit<StepRecord, "name" | "title">>): void;
  finish(runId: string, state: RunState, endedAtMs: number | undefined): void;
  get(runId: string): RunRecord | undefined;
  /** Newest first. */
  list(): readonly RunRecord[];
  close(): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS run (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, input TEXT NOT NULL,
    state TEXT NOT NULL, started_at_ms INTEGER NOT NULL, ended_at_ms INTEGER
  );
  CREATE TABLE IF NOT EXISTS step (
    run_id TEXT NOT NULL REFERENCES run (id), position INTEGER NOT NULL, name TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (run_id, name)
  );
`;

/** Opens the journal of this host; in memory without a path. */
export function openRunJournal(path: string | undefined): RunJournal {
  const { database, atomically } = openHostFile({
    path,
    schema: SCHEMA,
    called: "journal of runs",
    errorCode: "kernel.journal.open",
    isDurable: true,
  });
  const insertRun = database.prepare("INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, NULL)");
  const insertStep = database.prepare("INSERT INTO step VALUES (?, ?, ?, ?)");
  const updateStep = database.prepare("UPDATE step SET record = ? WHERE run_id = ? AND name = ?");
  const oneStep = database.prepare("SELECT record FROM step WHERE run_id = ? AND name = ?");
  const steps = database.prepare("SELECT record FROM step WHERE run_id = ? ORDER BY position");
  const finish = database.prepare("UPDATE run SET state = ?, ended_at_ms = ? WHERE id = ?");
  const one = database.prepare("SELECT * FROM run WHERE id = ?");
  const all = database.prepare("SELECT * FROM run ORDER BY started_at_ms DESC, rowid DESC");

  const toRecord = (row: RunRow): RunRecord => ({
    id: row.id,
    kind: row.kind,
    version: row.version,
    input: JSON.parse(row.input) as FactBody,
    state: row.state,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms ?? undefined,
    steps: (steps.all(row.id) as { record: string }[]).map(({ record }) => readStep(record)),
  });

  return {
    begin(run) {
      atomically(() => {
        insertRun.run(run.id, run.kind, run.version, JSON.stringify(run.input), run.state, run.startedAtMs);
        for (const [position, step] of run.steps.entries()) insertStep.run(run.id, position, step.name, JSON.stringify(step));
      });
    },
    step(runId, name, change) {
      atomically(() => {
        const { record } = oneStep.get(runId, name) as { record: string };
        updateStep.run(JSON.stringify({ ...readStep(record), ...change }), runId, name);
      });
    },
    finish: (runId, state, endedAtMs) => void finish.run(state, endedAtMs ?? null, runId),
    get(runId) {
      const row = one.get(runId) as RunRow | undefined;
      return row && toRecord(row);
    },
    list: () => (all.all() as unknown as RunRow[]).map(toRecord),
    close: () => database.close(),
  };
}

interface RunRow {
  readonly id: string;
  readonly kind: string;
  readonly version: number;
  readonly input: string;
  readonly state: RunState;
  readonly started_at_ms: number;
  readonly ended_at_ms: number | null;
}

function readStep(record: string): StepRecord {
  const { name, title, state, startedAtMs, endedAtMs, wasDone, note } = JSON.parse(record) as Partial<StepRecord> & {
    name: string;
    title: string;
    state: StepState;
  };
  return { name, title, state, startedAtMs, endedAtMs, wasDone: wasDone ?? false, note };
}
