import { Command } from "commander";
import type { CommandContext } from "../../../context.ts";
import { dryRunOption, homeOption, outputOption } from "../../options.ts";
import { beginRun, type RunFlags } from "../../runs/begin.ts";

const NOTES = `
The replica is stopped, pointed at the other master by GTID, compared with it, and only then serves
again. It stays there until a newer document says otherwise: write follows: MASTER into it too.
A run that fails or is interrupted goes on with: multisite star resume RUN.

Examples:
  multisite star move-replica north-1 --to west-1 --dry-run
  multisite star move-replica north-1 --to west-1
`;

interface MoveFlags extends RunFlags {
  readonly to: string;
  readonly alone?: boolean;
}

/** `multisite star move-replica`. */
export function moveReplicaCommand(context: CommandContext): Command {
  return new Command("move-replica")
    .description("let a replica follow another master (MariaDB)")
    .argument("<node>", "the replica")
    .requiredOption("--to <master>", "whom it follows from then on")
    .option("--alone", "its site may be without a serving node meanwhile")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (node: string, flags: MoveFlags) => {
      const afterwards = `Write follows: ${flags.to} into the document, so that the next one does not move ${node} back.`;
      const input = { node, master: flags.to, alone: flags.alone === true };
      await beginRun(context, flags, { name: "move-replica", input, afterwards });
    });
}
