import type { AdminClient, ShownRun } from "@multisite/agent";
import { MultisiteError } from "@multisite/kernel/errors";
import type { CommandContext } from "../../context.ts";
import { type OutputFormat, showDocument } from "../../output/index.ts";
import { groupOf } from "./group.ts";
import { newLines, standing, stepAt } from "./steps.ts";

const LOOK_MS = 300;

interface Following {
  readonly agent: AdminClient;
  readonly output: OutputFormat;
  /** What is still to be done when the run has ended well. */
  readonly afterwards?: string;
}

/**
 * Shows the steps of a run as they go, until it has ended. The agent does them: it goes on when this command is stopped.
 *
 * @throws MultisiteError `cli.run.failed`
 */
export async function followRun(
  { terminal, clock, stop }: Pick<CommandContext, "terminal" | "clock" | "stop">,
  begun: ShownRun,
  { agent, output, afterwards }: Following,
): Promise<void> {
  const shown = new Map<string, string>();
  const tell = (text: string): void => {
    if (output === "table") terminal.write(`${text}\n`);
  };
  let run = begun;
  tell(`run ${run.id}`);
  for (;;) {
    for (const { name, line } of newLines(run, shown)) {
      shown.set(name, line);
      tell(line);
    }
    if (!run.isLive) break;
    await clock.sleep(LOOK_MS, stop).catch(() => undefined);
    if (stop.aborted) {
      tell(`The agent goes on with it; multisite ${groupOf(run.kind)} runs ${run.id} shows how far it is.`);
      return;
    }
    run = (await agent.ask("GET", `/v1/runs/${encodeURIComponent(run.id)}`)) as ShownRun;
  }
  if (output !== "table") showDocument(terminal, output, run);
  if (run.state !== "done") throw runFailed(run);
  tell(`Done.${afterwards === undefined ? "" : ` ${afterwards}`}`);
}

function runFailed(run: ShownRun): MultisiteError {
  const step = stepAt(run);
  const where = step === undefined ? "" : ` at "${step.title}"`;
  const why = typeof step?.note === "string" ? `: ${step.note}` : "";
  return new MultisiteError(
    "cli.run.failed",
    `The run ${run.id} ${standing(run)}${where}${why}\n  then: multisite ${groupOf(run.kind)} resume ${run.id}`,
  );
}
