import { Command } from "commander";
import type { CommandContext } from "../../../context.ts";
import { dryRunOption, homeOption, outputOption } from "../../options.ts";
import { beginRun, type RunFlags } from "../../runs/begin.ts";

const NOTES = `
All replicas of the site serve no more and follow nobody; their data stay. Its neighbours serve
the site from then on, when its gateway names them. A site that cannot be reached, or was
captured, is shut out with multisite site evict instead.

Examples:
  multisite star remove-site south --dry-run
  multisite star remove-site south
`;

/** `multisite star remove-site`. */
export function removeSiteCommand(context: CommandContext): Command {
  return new Command("remove-site")
    .description("take all replicas of a site out of service (MariaDB)")
    .argument("<site>", "its name in the star's document")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (site: string, flags: RunFlags) => {
      const afterwards = `Take ${site} out of the document (multisite star apply), or back with multisite star add-site ${site}.`;
      await beginRun(context, flags, { name: "remove-site", input: { site }, afterwards });
    });
}
