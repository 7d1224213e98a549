import type { Clock } from "@multisite/kernel/clock";
import { Listr } from "listr2";
import type { Terminal } from "../../terminal/index.ts";
import { type DoneStep, runStep, type Step } from "./story/index.ts";

/** Runs steps one after the other while somebody watches; ends early when the program is asked to stop. */
export type Show = (steps: readonly Step[]) => Promise<readonly DoneStep[]>;

/** Moving lines on a screen, one line a step elsewhere, nothing when a program reads the output. */
export function createShow(terminal: Terminal, clock: Clock, stop: AbortSignal, quiet: boolean): Show {
  if (quiet) return (steps) => each(steps, clock, stop, () => {});
  if (terminal.isScreen) return (steps) => onScreen(steps, clock, stop);
  return (steps) => each(steps, clock, stop, (done) => terminal.write(`ok  ${describe(done)}\n`));
}

async function each(
  steps: readonly Step[],
  clock: Clock,
  stop: AbortSignal,
  tell: (done: DoneStep) => void,
): Promise<readonly DoneStep[]> {
  const finished: DoneStep[] = [];
  for (const step of steps) {
    if (stop.aborted) break;
    const done = await runStep(step, clock);
    finished.push(done);
    tell(done);
  }
  return finished;
}

async function onScreen(steps: readonly Step[], clock: Clock, stop: AbortSignal): Promise<readonly DoneStep[]> {
  const finished: DoneStep[] = [];
  const tasks = steps.map((step) => ({
    title: step.title,
    skip: () => stop.aborted,
    task: async (_context: unknown, task: { title: string }) => {
      const done = await runStep(step, clock);
      finished.push(done);
      task.title = describe(done);
    },
  }));
  await new Listr(tasks, { registerSignalListeners: false }).run();
  return finished;
}

function describe({ title, note, durationMs }: DoneStep): string {
  return `${title}: ${note} (${formatMs(durationMs)})`;
}

/** Milliseconds as measured, to a tenth while that means something. */
function formatMs(durationMs: number): string {
  return durationMs < 10 ? `${durationMs.toFixed(1)} ms` : `${Math.round(durationMs)} ms`;
}
