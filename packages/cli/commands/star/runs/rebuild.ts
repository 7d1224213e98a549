import { Command } from "commander";
import type { CommandContext } from "../../../context.ts";
import { dryRunOption, homeOption, outputOption } from "../../options.ts";
import { beginRun, type RunFlags } from "../../runs/begin.ts";

const NOTES = `
What the replica has is given up, whatever it was set aside for: it is filled from its master, or
from another replica of its site, compared, and serves again. Rows that differed were written to
files in its state directory (differences/) before. Its site keeps a serving node, unless --alone
is given.

Examples:
  multisite star rebuild north-1 --dry-run
  multisite star rebuild north-1
`;

interface RebuildFlags extends RunFlags {
  readonly alone?: boolean;
}

/** `multisite star rebuild`. */
export function rebuildCommand(context: CommandContext): Command {
  return new Command("rebuild")
    .description("make the data of a replica anew, and let it serve (MariaDB)")
    .argument("<node>", "the replica")
    .option("--alone", "its site may be without a serving node meanwhile")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (node: string, flags: RebuildFlags) => {
      await beginRun(context, flags, { name: "rebuild", input: { node, alone: flags.alone === true } });
    });
}
