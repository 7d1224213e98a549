import type { RemotePortList } from "@multisite/network";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";
import { REMOTE_COLUMNS, silentLines } from "./port-rows.ts";

const NOTES = `
Shows what every other site's Neutron has for the port, read now; where it is itself, port endpoint
tells. With -o json everything: the remote port's ID, status, binding, groups and agent.

Examples:
  multisite port show west/db-2
  multisite port show 10.50.0.83 --network hss-backup -o json
`;

interface ShowFlags extends HomeOptions {
  readonly network?: string;
}

/** `multisite port show`. */
export function showCommand({ terminal }: CommandContext): Command {
  return new Command("show")
    .description("the remote ports that sites have for one port")
    .argument("<port>", "its ID, MAC, address or name, or SITE/PORT")
    .option("--network <name>", "it is on this network")
    .addOption(homeOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (port: string, { home, output, network }: ShowFlags) => {
      const query = network === undefined ? "" : `?network=${encodeURIComponent(network)}`;
      const found = (await agentOf({ home }).ask("GET", `/v1/ports/${encodeURIComponent(port)}${query}`)) as RemotePortList;
      showRows(terminal, output, { columns: REMOTE_COLUMNS, rows: found.remotePorts, document: found });
      terminal.writeError(silentLines(found));
    });
}
