import type { ManualPortHere } from "@multisite/network";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { agentOf } from "../agent-of.ts";
import { dryRunOption, type HomeOptions, homeOption, outputOption } from "../options.ts";
import { told } from "./told.ts";

const NOTES = `
For a remote port that port create made: it goes from all sites that have it, with its flows. Remote
ports of other sites' ports go when those go. Give the command on the host of a master of the star.

Examples:
  multisite port delete manual/firewall --dry-run
  multisite port delete 52:54:00:12:34:56
`;

interface DeleteFlags extends HomeOptions {
  readonly dryRun: boolean;
}

/** `multisite port delete`. */
export function deleteCommand({ terminal }: CommandContext): Command {
  return new Command("delete")
    .description("take a remote port that port create made out of all sites")
    .argument("<port>", "its ID, MAC, address or name, or manual/PORT")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (port: string, { home, output, dryRun }: DeleteFlags) => {
      const path = `/v1/ports/${encodeURIComponent(port)}/delete`;
      const deleted = (await agentOf({ home }).ask("POST", path, { dryRun })) as ManualPortHere;
      told(terminal, output, { ...deleted, dryRun, what: "deleted" });
    });
}
