import { Command, Option } from "commander";
import type { CommandContext } from "../../../context.ts";
import { dryRunOption, homeOption, outputOption } from "../../options.ts";
import { beginRun, type RunFlags } from "../../runs/begin.ts";

const NOTES = `
When masters have lost what they had acknowledged, they take no writes, and the replicas keep what
they have. Name the replica that has it, or the master that lost it: rows that only the replica
has are written to the master again, the master is opened, and then each replica is made anew in
turn. Where both have a row and it differs, --prefer says whose version is kept. To give up
instead what was lost: multisite star release, with the name of the master.

Examples:
  multisite star replay north-1 --dry-run
  multisite star replay east-1 --prefer replica
`;

interface ReplayFlags extends RunFlags {
  readonly prefer: "replica" | "master";
}

/** `multisite star replay`. */
export function replayCommand(context: CommandContext): Command {
  return new Command("replay")
    .description("write to the masters again what they lost and a replica still has (MariaDB)")
    .argument("<node>", "the replica that has it, or the master that lost it")
    .addOption(
      new Option("--prefer <side>", "whose version is kept of a row that both have")
        .choices(["replica", "master"])
        .default("replica"),
    )
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (node: string, flags: ReplayFlags) => {
      await beginRun(context, flags, { name: "replay", input: { node, prefer: flags.prefer === "master" ? "own" : "other" } });
    });
}
