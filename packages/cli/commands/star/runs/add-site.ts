import { Command } from "commander";
import type { CommandContext } from "../../../context.ts";
import { dryRunOption, homeOption, outputOption } from "../../options.ts";
import { beginRun, type RunFlags } from "../../runs/begin.ts";

const NOTES = `
The site is in the document, its MariaDBs run with their rendered settings (multisite star
render), and its agents have joined (multisite site invite and join). Its replicas are filled one
after the other, each compared with its master before it serves.

Examples:
  multisite star add-site south --dry-run
  multisite star add-site south
`;

/** `multisite star add-site`. */
export function addSiteCommand(context: CommandContext): Command {
  return new Command("add-site")
    .description("fill all replicas of a new site, and let them serve (MariaDB)")
    .argument("<site>", "its name in the star's document")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (site: string, flags: RunFlags) => {
      await beginRun(context, flags, { name: "add-site", input: { site } });
    });
}
