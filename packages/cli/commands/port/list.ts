import type { RemotePortList } from "@multisite/network";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";
import { REMOTE_COLUMNS, silentLines } from "./port-rows.ts";

const NOTES = `
Every site reads its own Neutron: a remote port counts as realized when it was read back with the
right address, endpoint and status. Sites that do not answer are named on standard error.

Examples:
  multisite port list
  multisite port list --network hss-backup -o json | jq '.remotePorts[] | select(.lacks != [])'
`;

interface ListFlags extends HomeOptions {
  readonly network?: string;
}

/** `multisite port list`. */
export function listCommand({ terminal }: CommandContext): Command {
  return new Command("list")
    .description("all remote ports in all sites, with endpoint and whether they are realized")
    .option("--network <name>", "of this network only")
    .addOption(homeOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async ({ home, output, network }: ListFlags) => {
      const query = network === undefined ? "" : `?network=${encodeURIComponent(network)}`;
      const found = (await agentOf({ home }).ask("GET", `/v1/ports${query}`)) as RemotePortList;
      showRows(terminal, output, { columns: REMOTE_COLUMNS, rows: found.remotePorts, document: found });
      terminal.writeError(silentLines(found));
    });
}
