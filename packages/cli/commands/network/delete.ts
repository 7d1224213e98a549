import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { usageError } from "../../failures/errors.ts";
import { dryRunOption, homeOption, outputOption } from "../options.ts";
import { beginRun, type RunFlags } from "../runs/begin.ts";

const NOTES = `
Refused while a machine has a port on it, in any site. First no site makes remote ports any more and
those that are there go; then each site deletes network, subnet, security group and reservations.
A site that does not answer would keep them, so the command is refused; --without SITE goes on
without a site that will never come back. Give the command on the host of a master of the star.

Examples:
  multisite network delete backup --dry-run
  multisite network delete backup --confirm backup
`;

interface DeleteFlags extends RunFlags {
  readonly confirm?: string;
  readonly without: readonly string[];
}

/** `multisite network delete`. */
export function deleteCommand(context: CommandContext): Command {
  return new Command("delete")
    .description("take a network out of all sites; nothing of it is left")
    .argument("<name>", "its name in its document")
    .option("--confirm <name>", "the name again, as it cannot be undone")
    .option("--without <site>", "leave out a site that will not come back; can be given again", add, [] as readonly string[])
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (name: string, { confirm, without, ...flags }: DeleteFlags) => {
      if (!flags.dryRun && confirm !== name) {
        throw usageError(`This deletes ${name} in all sites. Look first (--dry-run), then add --confirm ${name}.`);
      }
      await beginRun(context, flags, { name: "network-delete", input: { name, without } });
    });
}

function add(site: string, sites: readonly string[]): readonly string[] {
  return [...sites, site];
}
