import type { PortEndpoint } from "@multisite/network";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";

const NOTES = `
The tunnel endpoint (VTEP) is where other sites send frames for the port: its host, or the L2
gateway that stands in for the hosts of its site. It is read from the port's own site; when that
does not answer, from a site that has a remote port for it (SAID BY).

Examples:
  multisite port endpoint west/db-2
  multisite port endpoint fa:16:3e:01:00:0a -o json | jq -r .endpoint
`;

const COLUMNS: readonly Column<PortEndpoint>[] = [
  { heading: "port", cell: ({ portId }) => portId },
  { heading: "site", cell: ({ site }) => site },
  {
    heading: "endpoint",
    cell: ({ endpoint }) => endpoint ?? "-",
    style: ({ endpoint }) => (endpoint === null ? "red" : undefined),
  },
  { heading: "host", cell: ({ host, isGateway }) => (isGateway ? `${host} (an L2 gateway stands in)` : host || "-") },
  { heading: "vni", cell: ({ vni }) => String(vni ?? "-") },
  { heading: "network", cell: ({ network }) => network },
  { heading: "said by", cell: ({ saidBy }) => saidBy },
];

interface EndpointFlags extends HomeOptions {
  readonly network?: string;
}

/** `multisite port endpoint`. */
export function endpointCommand({ terminal }: CommandContext): Command {
  return new Command("endpoint")
    .description("the tunnel endpoint of any port of a stretched network, in any site")
    .argument("<port>", "its ID, MAC, address or name, or SITE/PORT")
    .option("--network <name>", "it is on this network")
    .addOption(homeOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (port: string, { home, output, network }: EndpointFlags) => {
      const query = network === undefined ? "" : `?network=${encodeURIComponent(network)}`;
      const path = `/v1/ports/${encodeURIComponent(port)}/endpoint${query}`;
      const found = (await agentOf({ home }).ask("GET", path)) as PortEndpoint;
      showRows(terminal, output, { columns: COLUMNS, rows: [found], document: found });
    });
}
