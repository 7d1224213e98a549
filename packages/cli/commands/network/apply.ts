import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { dryRunOption, homeOption, outputOption } from "../options.ts";
import { beginRun, type RunFlags } from "../runs/begin.ts";
import { readNetworkFile } from "./network-file.ts";

const NOTES = `
The agents of all sites are asked first; when anything stands in the way nothing is written. Then
site after site makes its network, subnet, security group and reserved addresses, or is brought up
to the document; after each it is looked whether a port went down, and the run stops there if one
did. A document that was changed needs a higher spec.generation. Give the command on the host of a
master of the star. What was begun goes on with network resume, or is taken back with network undo.

Examples:
  multisite network apply backup.yaml --dry-run
  multisite network apply backup.yaml
`;

/** `multisite network apply`. */
export function applyCommand(context: CommandContext): Command {
  return new Command("apply")
    .description("make a network in all sites of its document, or bring it up to a newer one")
    .argument("<file>", "the document; - is standard input")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (file: string, flags: RunFlags) => {
      const input = { text: readNetworkFile(file) };
      await beginRun(context, flags, { name: "network-apply", input, afterwards: "See it: multisite network status" });
    });
}
