import { Command } from "commander";
import type { CommandContext } from "../../../context.ts";
import { dryRunOption, homeOption, outputOption } from "../../options.ts";
import { beginRun, type RunFlags } from "../../runs/begin.ts";

const NOTES = `
A master that lost what it had acknowledged takes writes again, and what was lost stays lost;
while a replica has it, write it to the masters again with multisite star replay instead. Any
other node is looked at anew; what is still wrong sets it aside again.

Examples:
  multisite star release east-1 --dry-run --reason "the lost rows were tests of this morning"
  multisite star release east-1 --reason "the lost rows were tests of this morning"
`;

interface ReleaseFlags extends RunFlags {
  readonly reason: string;
}

/** `multisite star release`. */
export function releaseCommand(context: CommandContext): Command {
  return new Command("release")
    .description("let a node go on that was set aside, without what it lost (MariaDB)")
    .argument("<node>", "the node")
    .requiredOption("--reason <text>", "why it may go on; kept in the journal of the run")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (node: string, flags: ReleaseFlags) => {
      await beginRun(context, flags, { name: "release", input: { node, reason: flags.reason } });
    });
}
