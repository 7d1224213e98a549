import type { Clock } from "../clock/index.ts";
import { MultisiteError, messageOf } from "../errors/index.ts";
import type { FactBody } from "../facts/index.ts";
import { type Random, uuidHex } from "../random/index.ts";
import type { RunJournal } from "./journal.ts";
import type { RunKind, RunRecord, RunStep, StepRecord } from "./types.ts";

export interface RunWorld {
  readonly journal: RunJournal;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of every change, for progress on a screen. */
  readonly onProgress?: (run: RunRecord) => void;
}

/** What a dry run shows: each step, and whether there is anything to do. */
export interface PlannedStep {
  readonly name: string;
  readonly title: string;
  readonly isDone: boolean;
  /** What stands against it now: the run would wait for it, or stop there. */
  readonly whyNot?: string;
}

/** Looks at every step and changes nothing. */
export async function planRun<Input extends FactBody>(kind: RunKind<Input>, input: Input): Promise<readonly PlannedStep[]> {
  const planned: PlannedStep[] = [];
  for (const step of kind.steps(input)) {
    const isDone = await step.isDone();
    const whyNot = isDone ? undefined : await step.whyNot?.();
    planned.push({ name: step.name, title: step.title, isDone, ...(whyNot === undefined ? {} : { whyNot }) });
  }
  return planned;
}

/** Journals a new run and does its steps; a failure leaves it resumable. */
export async function startRun<Input extends FactBody>(kind: RunKind<Input>, input: Input, world: RunWorld): Promise<RunRecord> {
  const waiting = (step: RunStep): StepRecord => ({
    name: step.name,
    title: step.title,
    state: "waiting",
    startedAtMs: undefined,
    endedAtMs: undefined,
    wasDone: false,
    note: undefined,
  });
  const id = `${kind.kind}-${uuidHex(world.random).slice(0, 8)}`;
  const steps = kind.steps(input);
  const startedAtMs = world.clock.nowMs();
  const { kind: name, version } = kind;
  world.journal.begin({
    id,
    kind: name,
    version,
    input,
    state: "running",
    startedAtMs,
    endedAtMs: undefined,
    steps: steps.map(waiting),
  });
  return await proceed(id, steps, world);
}

/**
 * Goes on with a run that failed or whose process died: every step observes again, what is done is not done twice.
 *
 * @throws MultisiteError `kernel.journal.unknown`, `kernel.journal.version`
 */
export async function resumeRun<Input extends FactBody>(kind: RunKind<Input>, id: string, world: RunWorld): Promise<RunRecord> {
  const run = world.journal.get(id);
  if (run === undefined || run.kind !== kind.kind) {
    throw new MultisiteError("kernel.journal.unknown", `There is no run ${id} on this host; list the runs to see what there is.`);
  }
  if (run.state === "done") return run;
  if (run.version !== kind.version) {
    throw new MultisiteError(
      "kernel.journal.version",
      `The run ${id} was started by a program whose steps have version ${run.version}, this one has ${kind.version}; resume it with the program that started it, or abandon it and start a new one.`,
    );
  }
  world.journal.finish(id, "running", undefined);
  return await proceed(id, kind.steps(run.input as Input), world);
}

async function proceed(id: string, steps: readonly RunStep[], world: RunWorld): Promise<RunRecord> {
  const { journal, clock } = world;
  const record = (): RunRecord => journal.get(id) as RunRecord;
  const tell = (): void => world.onProgress?.(record());
  for (const step of steps) {
    journal.step(id, step.name, { state: "running", startedAtMs: clock.nowMs(), note: undefined });
    tell();
    try {
      const wasDone = await step.isDone();
      const note = wasDone ? undefined : await step.apply();
      if (!wasDone && !(await step.isDone())) throw notDone(step);
      journal.step(id, step.name, { state: "done", endedAtMs: clock.nowMs(), wasDone, note });
    } catch (thrown) {
      journal.step(id, step.name, { state: "failed", endedAtMs: clock.nowMs(), note: messageOf(thrown) });
      journal.finish(id, "failed", clock.nowMs());
      tell();
      return record();
    }
    tell();
  }
  journal.finish(id, "done", clock.nowMs());
  tell();
  return record();
}

function notDone(step: RunStep): MultisiteError {
  return new MultisiteError(
    "kernel.journal.not_done",
    `"${step.title}" was done without an error, but looking again it is not so; look at the log, then resume the run.`,
  );
}
