import { Command } from "commander";
import type { CommandContext } from "../../../context.ts";
import { dryRunOption, homeOption, outputOption } from "../../options.ts";
import { beginRun, type RunFlags } from "../../runs/begin.ts";

const NOTES = `
The replica is in the document, its MariaDB runs with its rendered settings (multisite star render),
and its agent has joined. It is filled with the data of the star, compared with its master, and
then serves. The same command takes one back that was removed or set aside.

Examples:
  multisite star add-replica north-2 --dry-run
  multisite star add-replica north-2
`;

interface AddFlags extends RunFlags {
  readonly master?: string;
}

/** `multisite star add-replica`. */
export function addReplicaCommand(context: CommandContext): Command {
  return new Command("add-replica")
    .description("fill a new replica and let it serve (MariaDB)")
    .argument("<node>", "its name in the star's document")
    .option("--master <node>", "whom it follows (default: as the document says)")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (node: string, flags: AddFlags) => {
      const { master } = flags;
      await beginRun(context, flags, { name: "add-replica", input: { node, ...(master === undefined ? {} : { master }) } });
    });
}
