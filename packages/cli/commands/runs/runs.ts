import type { ShownRun } from "@multisite/agent";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";
import { EXAMPLES, type RunGroup, SUCH_AS } from "./group.ts";
import { standing, stepAt } from "./steps.ts";

const notes = (group: RunGroup): string => `
A run is what an operator began at this host: ${SUCH_AS[group]}.
Its steps are in a journal; one that failed, or whose agent was ended, goes on with ${group} resume.

Examples:
  multisite ${group} runs
  multisite ${group} runs ${EXAMPLES[group]}
`;

const time = (ms: number | undefined): string => (ms === undefined ? "" : new Date(ms).toISOString().replace(/\.\d+Z$/, "Z"));

const RUNS: readonly Column<ShownRun>[] = [
  { heading: "run", cell: ({ id }) => id },
  { heading: "state", cell: standing, style: ({ state }) => (state === "failed" ? "red" : undefined) },
  { heading: "began", cell: ({ startedAtMs }) => time(startedAtMs) },
  { heading: "steps", cell: ({ steps }) => `${steps.filter(({ state }) => state === "done").length} of ${steps.length}` },
  { heading: "at", cell: (run) => stepAt(run)?.title ?? "" },
];

const STEPS: readonly Column<ShownRun["steps"][number]>[] = [
  { heading: "state", cell: ({ state, wasDone }) => (wasDone ? "was so" : state) },
  { heading: "step", cell: ({ title }) => title },
  { heading: "ended", cell: ({ endedAtMs }) => time(endedAtMs) },
  { heading: "note", cell: ({ note }) => (typeof note === "string" ? note : (JSON.stringify(note) ?? "")) },
];

/** `multisite star runs`, and `multisite network runs`. */
export function runsCommand({ terminal }: CommandContext, group: RunGroup): Command {
  return new Command("runs")
    .description("list the runs that were begun at this host, or the steps of one")
    .argument("[run]", "of this one, the steps")
    .addOption(homeOption())
    .addOption(outputOption())
    .addHelpText("after", notes(group))
    .action(async (id: string | undefined, { home, output }: HomeOptions) => {
      const agent = agentOf({ home });
      if (id === undefined) {
        const { runs } = (await agent.ask("GET", "/v1/runs")) as { readonly runs: readonly ShownRun[] };
        const own = runs.filter(({ kind }) => kind.startsWith(`${group}.`));
        showRows(terminal, output, { columns: RUNS, rows: own });
        return;
      }
      const run = (await agent.ask("GET", `/v1/runs/${encodeURIComponent(id)}`)) as ShownRun;
      showRows(terminal, output, { columns: STEPS, rows: run.steps, document: run });
    });
}
