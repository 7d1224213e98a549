import { Command } from "commander";
import type { CommandContext } from "../../../context.ts";
import { dryRunOption, homeOption, outputOption } from "../../options.ts";
import { beginRun, type RunFlags } from "../../runs/begin.ts";

const NOTES = `
A master that does not see the majority of its cluster takes no writes. When the other masters and
the arbitrator are dead for good, or for longer than you can wait, this lets it go on as the
cluster of its own; they join it when they are back. Make sure that they do not run: two masters
that go on apart are two histories, and one of them will be lost. All members are asked first: it
is refused when any that answers sees another master take writes, and, unless --unheard is given,
when no other site answers, as then this master may be the one that is cut off.

Examples:
  multisite star declare-primary east-1 --dry-run --reason "west burnt down, the vote is off"
  multisite star declare-primary east-1 --confirm prod --reason "west burnt down, the vote is off"
`;

interface DeclareFlags extends RunFlags {
  readonly reason: string;
  readonly confirm?: string;
  readonly unheard?: boolean;
}

/** `multisite star declare-primary`. */
export function declarePrimaryCommand(context: CommandContext): Command {
  return new Command("declare-primary")
    .description("let a master go on that has lost the majority of its cluster (MariaDB)")
    .argument("<node>", "the master")
    .requiredOption("--reason <text>", "what happened, and how it is known that the others do not run")
    .option("--unheard", "also if no other site answers: it is not this one that is cut off")
    .option("--confirm <star>", "the name of the star; needed unless --dry-run is given")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (node: string, flags: DeclareFlags) => {
      await beginRun(context, flags, {
        name: "declare-primary",
        input: { node, reason: flags.reason, unheard: flags.unheard === true, confirm: flags.confirm },
      });
    });
}
