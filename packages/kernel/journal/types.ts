import type { FactBody } from "../facts/index.ts";

/** One step of a run. It observes before it acts, so that a run which was interrupted anywhere goes on by doing it again. */
export interface RunStep {
  /** Stable within its kind of run: `move-replica`. */
  readonly name: string;
  /** One line for people: "north-1 follows west-1". */
  readonly title: string;
  /** Whether there is nothing to do any more. */
  isDone(): Promise<boolean>;
  /** What stands against it now, a sentence, for a dry run; unset, or undefined: nothing that is known. */
  whyNot?(): Promise<string | undefined>;
  /** Must be safe to do twice. What it returns is kept in the journal. */
  apply(): Promise<FactBody | undefined>;
}

/** What a person starts (design D6): named, journaled, resumed after a crash. */
export interface RunKind<Input extends FactBody> {
  /** `star.move-replica`. */
  readonly kind: string;
  /** Of its list of steps; a journal of another version is not resumed by these. */
  readonly version: number;
  /** The whole list, from the input alone: the same after a restart. */
  steps(input: Input): readonly RunStep[];
  /** What it costs and what comes after it, a sentence each, for a dry run; looks and changes nothing. */
  consequences?(input: Input): Promise<readonly string[]>;
}

export type RunState = "running" | "done" | "failed" | "abandoned";
export type StepState = "waiting" | "running" | "done" | "failed";

export interface StepRecord {
  readonly name: string;
  readonly title: string;
  readonly state: StepState;
  readonly startedAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  /** It was done already when the run came to it. */
  readonly wasDone: boolean;
  /** Public text of its failure, or what it returned. */
  readonly note: FactBody | undefined;
}

export interface RunRecord {
  readonly id: string;
  readonly kind: string;
  readonly version: number;
  readonly input: FactBody;
  readonly state: RunState;
  readonly startedAtMs: number;
  readonly endedAtMs: number | undefined;
  readonly steps: readonly StepRecord[];
}
