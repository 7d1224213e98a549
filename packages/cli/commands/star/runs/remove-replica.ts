import { Command } from "commander";
import type { CommandContext } from "../../../context.ts";
import { dryRunOption, homeOption, outputOption } from "../../options.ts";
import { beginRun, type RunFlags } from "../../runs/begin.ts";

const NOTES = `
The replica serves no more and follows nobody; its data stay. For a node that was captured, or that
cannot be reached, use multisite site evict instead.

Examples:
  multisite star remove-replica north-2 --dry-run
  multisite star remove-replica north-2
`;

interface RemoveFlags extends RunFlags {
  readonly alone?: boolean;
}

/** `multisite star remove-replica`. */
export function removeReplicaCommand(context: CommandContext): Command {
  return new Command("remove-replica")
    .description("take a replica out of service (MariaDB)")
    .argument("<node>", "the replica")
    .option("--alone", "its site may be without a serving node from then on")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (node: string, flags: RemoveFlags) => {
      const afterwards = `Take ${node} out of the document (multisite star apply), or back with multisite star add-replica ${node}.`;
      const input = { node, alone: flags.alone === true };
      await beginRun(context, flags, { name: "remove-replica", input, afterwards });
    });
}
