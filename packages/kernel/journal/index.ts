export { openRunJournal, type RunJournal } from "./journal.ts";
export { type PlannedStep, planRun, type RunWorld, resumeRun, startRun } from "./run.ts";
export type { RunKind, RunRecord, RunState, RunStep, StepRecord, StepState } from "./types.ts";
