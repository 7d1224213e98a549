import type { ManualPortHere } from "@multisite/network";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { usageError } from "../../failures/errors.ts";
import { agentOf } from "../agent-of.ts";
import { dryRunOption, type HomeOptions, homeOption, outputOption } from "../options.ts";
import { again } from "./again.ts";
import { told } from "./told.ts";

const NOTES = `
For a remote port that port create made, in all sites that have it. Another endpoint takes effect as
a migration does: hosts send there a moment later. MAC and address are what the port is: for others
delete it and make a new one. Give the command on the host of a master of the star.

Examples:
  multisite port update manual/firewall --vtep 198.51.100.9
  multisite port update manual/firewall --pair 10.50.0.240 --pair 10.50.0.241
`;

interface UpdateFlags extends HomeOptions {
  readonly name?: string;
  readonly vtep?: string;
  readonly pair?: readonly string[];
  readonly clearPairs?: boolean;
  readonly dryRun: boolean;
}

/** `multisite port update`. */
export function updateCommand({ terminal }: CommandContext): Command {
  return new Command("update")
    .description("change endpoint, address pairs or name of a remote port that port create made")
    .argument("<port>", "its ID, MAC, address or name, or manual/PORT")
    .option("--name <name>", "another name")
    .option("--vtep <ipv4>", "another endpoint")
    .option("--pair <address>", "ADDRESS or ADDRESS=MAC, in place of all pairs that it has; can be given again", again)
    .option("--clear-pairs", "no address pairs any more")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (port: string, { home, output, name, vtep, pair, clearPairs, dryRun }: UpdateFlags) => {
      const pairs = clearPairs === true ? [] : pair;
      if (name === undefined && vtep === undefined && pairs === undefined)
        throw usageError("Nothing is to be changed: give --name, --vtep, --pair or --clear-pairs.");
      const body = { name, vtep, pairs, dryRun };
      const changed = (await agentOf({ home }).ask("POST", `/v1/ports/${encodeURIComponent(port)}`, body)) as ManualPortHere;
      told(terminal, output, { ...changed, dryRun, what: "changed" });
    });
}
