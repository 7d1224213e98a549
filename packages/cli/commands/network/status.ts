import { MultisiteError } from "@multisite/kernel/errors";
import type { Asked, SiteLook } from "@multisite/network";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import { renderTable } from "../../output/table.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";
import {
  MEMBER_COLUMNS,
  memberRows,
  PORT_COLUMNS,
  portRows,
  SITE_COLUMNS,
  siteRows,
  TUNNEL_COLUMNS,
  tunnelRows,
} from "./status-rows.ts";

const NOTES = `
Every site is asked for its networks, and reads its own Neutron for the answer: a remote port counts
as realized when it was read back with the right address, endpoint and status. heard is how long ago
each site heard the others. Of a routed network, each member counts in each site: the site's own at
its floating IP, those of the others by the rules that let them in. Below stand the remote ports and
members that lack something, or with --ports all. Each site tries the tunnel endpoints in use about
once a minute; those that fail are listed last.
Exit code: 0 when everything is realized, 1 when something is not, a site does not answer, or a
tunnel endpoint is not reached.

Examples:
  multisite network status
  multisite network status backup --ports
  multisite network status -o json | jq '.sites[].answer.networks'
`;

interface StatusFlags extends HomeOptions {
  readonly ports?: boolean;
}

/** `multisite network status`. */
export function statusCommand(context: CommandContext): Command {
  const { terminal } = context;
  return new Command("status")
    .description("show each network in each site: ports, remote ports and whether they are realized, lag")
    .argument("[name]", "of this network only")
    .option("--ports", "every remote port and member, not only those that lack something")
    .addOption(homeOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (name: string | undefined, { home, ports, output }: StatusFlags) => {
      const query = name === undefined ? "" : `?name=${encodeURIComponent(name)}`;
      const document = (await agentOf({ home }).ask("GET", `/v1/networks${query}`)) as {
        readonly sites: readonly Asked<SiteLook>[];
      };
      const { sites } = document;
      const rows = siteRows(sites);
      const unreached = tunnelRows(sites);
      if (output !== "table" || rows.length > 0) showRows(terminal, output, { columns: SITE_COLUMNS, rows, document });
      if (output === "table") {
        const color = terminal.isScreen;
        const wanting = portRows(sites, ports === true);
        if (wanting.length > 0) terminal.write(`\n${renderTable(PORT_COLUMNS, wanting, { color })}`);
        const members = memberRows(sites, ports === true);
        if (members.length > 0) terminal.write(`\n${renderTable(MEMBER_COLUMNS, members, { color })}`);
        if (unreached.length > 0) terminal.write(`\n${renderTable(TUNNEL_COLUMNS, unreached, { color })}`);
        if (rows.length === 0) terminal.write(NOTHING);
      }
      const wrong = rows.filter(({ isFine }) => !isFine);
      const problems = [
        ...(wrong.length === 0
          ? []
          : [`Not everything is realized: ${wrong.map(({ site, network }) => `${network} in ${site}`).join(", ")}.`]),
        ...unreached.map(
          ({ from, site, vtep }) => `From ${from} the tunnel endpoint ${vtep} of ${site} is not reached as it must be.`,
        ),
      ];
      if (problems.length > 0) throw new MultisiteError("cli.network.not_realized", problems.join("\n"));
    });
}

const NOTHING = "No agent of the star has its site's cloud: name it in the group network of its configuration.\n";
