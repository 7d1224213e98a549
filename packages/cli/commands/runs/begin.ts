import type { PlannedRun, RunName, ShownRun } from "@multisite/agent";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import { agentOf } from "../agent-of.ts";
import type { HomeOptions } from "../options.ts";
import { followRun } from "./follow.ts";

/** What every command has that begins a run. */
export interface RunFlags extends HomeOptions {
  readonly dryRun: boolean;
}

const COLUMNS: readonly Column<PlannedRun["steps"][number]>[] = [
  {
    heading: "now",
    cell: ({ isDone, whyNot }) => (isDone ? "is so" : whyNot === undefined ? "to do" : "NOT SO"),
    style: ({ whyNot }) => (whyNot === undefined ? undefined : "red"),
  },
  { heading: "step", cell: ({ title }) => title },
];

/** Begins a run at the agent of this host and shows its steps; a dry run lists them. */
export async function beginRun(
  context: CommandContext,
  { home, dryRun, output }: RunFlags,
  run: { readonly name: RunName; readonly input: Readonly<Record<string, unknown>>; readonly afterwards?: string },
): Promise<void> {
  const agent = agentOf({ home });
  const answer = await agent.ask("POST", `/v1/runs/${run.name}`, { ...run.input, dryRun });
  if (!dryRun) {
    const { afterwards } = run;
    await followRun(context, answer as ShownRun, { agent, output, ...(afterwards === undefined ? {} : { afterwards }) });
    return;
  }
  const plan = answer as PlannedRun;
  showRows(context.terminal, output, { columns: COLUMNS, rows: plan.steps, document: plan });
  if (output !== "table") return;
  for (const line of foreseen(plan)) context.terminal.write(`${line}\n`);
  context.terminal.write("Nothing was done (--dry-run).\n");
}

/** What stands against the plan, then what it costs and what comes after it. */
function foreseen({ steps, consequences }: PlannedRun): readonly string[] {
  const against = steps.flatMap(({ title, whyNot }) => (whyNot === undefined ? [] : [`not so: ${title}`, `  ${whyNot}`]));
  const blocks = [against, consequences.map((one) => `- ${one}`)].filter((block) => block.length > 0);
  return blocks.flatMap((block) => ["", ...block]).concat(blocks.length === 0 ? [] : [""]);
}
