import type { ShownRun } from "@multisite/agent";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";
import { followRun } from "./follow.ts";
import { EXAMPLES, type RunGroup } from "./group.ts";

const notes = (group: RunGroup): string => `
Every step looks first whether it is done, so nothing is done twice. Give the command on the host
where the run was begun.

Examples:
  multisite ${group} runs
  multisite ${group} resume ${EXAMPLES[group]}
`;

/** `multisite star resume`, and `multisite network resume`. */
export function resumeCommand(context: CommandContext, group: RunGroup): Command {
  return new Command("resume")
    .description("go on with a run that failed or was interrupted")
    .argument("<run>", `its name, as multisite ${group} runs shows it`)
    .addOption(homeOption())
    .addOption(outputOption())
    .addHelpText("after", notes(group))
    .action(async (run: string, { home, output }: HomeOptions) => {
      const agent = agentOf({ home });
      const answer = await agent.ask("POST", `/v1/runs/${encodeURIComponent(run)}/resume`);
      await followRun(context, answer as ShownRun, { agent, output });
    });
}
