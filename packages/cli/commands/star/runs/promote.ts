import { Command } from "commander";
import type { CommandContext } from "../../../context.ts";
import { dryRunOption, homeOption, outputOption } from "../../options.ts";
import { beginRun, type RunFlags } from "../../runs/begin.ts";

const NOTES = `
Only when all masters are lost and stay lost. The replica must have all that any other one has; it
applies what it has fetched, is compared with those that are as far, and then takes writes in a GTID
domain of its own. The other replicas follow it. Masters that come back are fenced. What no replica
had received is lost. Give the command at a node that runs; the dry run says what stands against it,
until when each replica has what was written, and what to do when the masters come back.

Examples:
  multisite star promote north-1 --dry-run --reason "east and west burnt down, hosts are off"
  multisite star promote north-1 --confirm prod --reason "east and west burnt down, hosts are off"
`;

interface PromoteFlags extends RunFlags {
  readonly reason: string;
  readonly confirm?: string;
}

/** `multisite star promote`. */
export function promoteCommand(context: CommandContext): Command {
  return new Command("promote")
    .description("make a replica the one that takes writes, all masters being lost (MariaDB)")
    .argument("<node>", "the replica")
    .requiredOption("--reason <text>", "what happened, and how it is known that no master runs")
    .option("--confirm <star>", "the name of the star; needed unless --dry-run is given")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (node: string, flags: PromoteFlags) => {
      const afterwards = `Make ${node} a master in the document, once it is clear which hosts stay.`;
      await beginRun(context, flags, {
        name: "promote-replica",
        input: { node, reason: flags.reason, confirm: flags.confirm },
        afterwards,
      });
    });
}
