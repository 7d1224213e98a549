import type { Clock } from "@multisite/kernel/clock";
import { Listr } from "listr2";
import type { Terminal } from "../../terminal/index.ts";
import { type DoneStep, runStep, type Step, type Tell } from "./story/index.ts";

/** Runs steps one after the other while somebody watches; ends early when the program is asked to stop. */
export type Show = (steps: readonly Step[]) => Promise<readonly DoneStep[]>;

/** Moving lines on a screen, one line a step elsewhere, nothing when a program reads the output. */
export function createShow(terminal: Terminal, clock: Clock, stop: AbortSignal, quiet: boolean): Show {
  if (quiet) return (steps) => each(steps, clock, stop, { tell: SILENT, done: () => {} });
  if (terminal.isScreen) return (steps) => onScreen(steps, clock, stop);
  return (steps) => each(steps, clock, stop, linesOn(terminal));
}

const SILENT: Tell = { line: () => {}, now: () => {} };

/** How one who reads lines is told of steps. */
interface Telling {
  readonly tell: Tell;
  readonly done: (done: DoneStep) => void;
}

function linesOn(terminal: Terminal): Telling {
  return {
    tell: { line: (text) => terminal.write(`      ${text}\n`), now: () => {} },
    done: (done) => terminal.write(`ok  ${describe(done)}\n`),
  };
}

async function each(
  steps: readonly Step[],
  clock: Clock,
  stop: AbortSignal,
  { tell, done: sayDone }: Telling,
): Promise<readonly DoneStep[]> {
  const finished: DoneStep[] = [];
  for (const step of steps) {
    if (stop.aborted) break;
    const done = await runStep(step, clock, tell);
    finished.push(done);
    sayDone(done);
  }
  return finished;
}

async function onScreen(steps: readonly Step[], clock: Clock, stop: AbortSignal): Promise<readonly DoneStep[]> {
  const finished: DoneStep[] = [];
  const tasks = steps.map((step) => ({
    title: step.title,
    skip: () => stop.aborted,
    task: async (_context: unknown, task: { title: string }) => {
      const lines: string[] = [];
      const show = (title: string, now: readonly string[] = []): void => {
        task.title = [title, ...[...lines, ...now].map((line) => `  ${line}`)].join("\n");
      };
      const tell: Tell = {
        line(text) {
          lines.push(text);
          show(step.title);
        },
        now: (text) => show(step.title, [text]),
      };
      const done = await runStep(step, clock, tell);
      finished.push(done);
      show(describe(done));
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
