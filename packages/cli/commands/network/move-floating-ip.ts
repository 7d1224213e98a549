import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { usageError } from "../../failures/errors.ts";
import { dryRunOption, homeOption, outputOption } from "../options.ts";
import { beginRun, type RunFlags } from "../runs/begin.ts";

const NOTES = `
For a floating IP of an external network that the sites share. The site that has it lets go first:
its L3 agent says that its router does not answer any more. Then the other site takes the address to
its port. Nobody answers for some seconds; two sites never do.

A site that does not answer may have the address. Then the command is refused, unless the agent of
the site that takes it has a hook to your router or switch (fence in its group network), or you make
sure that the other one is off and type --override with the address. That site is told to let go as
soon as it is heard again; an alarm stands until it has. Moving back is the same command. Give the
command on the host of a master of the star.

Examples:
  multisite network move-floating-ip 203.0.113.50 --to south --port media-2 --dry-run
  multisite network move-floating-ip 203.0.113.50 --to south --port media-2
  multisite network move-floating-ip 203.0.113.50 --to south --port media-2 \\
    --override 203.0.113.50 --reason "north has no power, seen on site"
`;

interface MoveFlags extends RunFlags {
  readonly to: string;
  readonly port: string;
  readonly override?: string;
  readonly reason?: string;
}

/** `multisite network move-floating-ip`. */
export function moveFloatingIpCommand(context: CommandContext): Command {
  return new Command("move-floating-ip")
    .description("move a floating IP from one site to another, the old holder removed first")
    .argument("<address>", "the floating IP's address")
    .requiredOption("--to <site>", "site that shall answer for it")
    .requiredOption("--port <port>", "ID or name of a port there, behind a router to the same external network")
    .option("--override <address>", "the address again: take it though a site that may have it does not answer")
    .option("--reason <text>", "why that is safe; kept with the run")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (address: string, { to, port, override, reason, ...flags }: MoveFlags) => {
      if (override !== undefined && override !== address) {
        throw usageError(`--override names ${override}, and the address is ${address}.`);
      }
      if ((override === undefined) !== (reason === undefined)) throw usageError("--override and --reason go together.");
      const typed = override === undefined ? {} : { override, reason };
      await beginRun(context, flags, { name: "network-move-floating-ip", input: { address, to, port, ...typed } });
    });
}
