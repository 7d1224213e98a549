import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { dryRunOption, homeOption, outputOption } from "../options.ts";
import { beginRun, type RunFlags } from "../runs/begin.ts";

const NOTES = `
Each site that has the newest generation goes back to the one that it had before, the last one
first; where there was none the network is deleted, which is refused while a machine has a port on
it. For a change that was applied in some sites only, and for one that was applied in all.

Examples:
  multisite network undo backup --dry-run
  multisite network undo backup
`;

/** `multisite network undo`. */
export function undoCommand(context: CommandContext): Command {
  return new Command("undo")
    .description("take a network's last change back, wherever it was made")
    .argument("<name>", "its name in its document")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (name: string, flags: RunFlags) => {
      await beginRun(context, flags, { name: "network-undo", input: { name } });
    });
}
