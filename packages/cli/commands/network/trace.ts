import { MultisiteError } from "@multisite/kernel/errors";
import type { Trace, TraceProtocol } from "@multisite/network";
import { Command, InvalidArgumentError, Option } from "commander";
import type { CommandContext } from "../../context.ts";
import { usageError } from "../../failures/errors.ts";
import { showRows } from "../../output/index.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";
import { HOP_COLUMNS, hopRows, nextOf } from "./trace-rows.ts";

const NOTES = `
A port is named by its ID, MAC, address or name; write SITE/PORT where several are called so. The
sites of both read their Neutrons for the answer: both ports and their hosts, the remote port that
each has for the other one, VNI and MTU, the rules of security groups. Each site's agent tries the
tunnel endpoint of the other one; no frame is sent. The first line tells the first hop that is
broken, and why; the last one what comes next.
Exit code: 0 when no hop is broken, 1 when one is, or is not known.

Examples:
  multisite network trace 10.50.0.11 10.50.0.83 --network hss-backup
  multisite network trace east/db-1 west/db-2 --protocol tcp --port 5432
  multisite network trace fa:16:3e:01:00:0a west/db-2 -o json | jq '.hops[] | .state'
`;

const PROTOCOLS: readonly TraceProtocol[] = ["any", "icmp", "tcp", "udp", "vrrp"];

interface TraceFlags extends HomeOptions {
  readonly network?: string;
  readonly protocol: TraceProtocol;
  readonly port?: number;
}

/** `multisite network trace`: exit code 1 when a hop is broken or not known. */
export function traceCommand({ terminal }: CommandContext): Command {
  return new Command("trace")
    .description("explain hop by hop whether and why a frame gets from one port to another, and back")
    .argument("<src>", "the port that sends")
    .argument("<dst>", "the port that is sent to")
    .option("--network <name>", "both are on this network")
    .addOption(new Option("--protocol <name>", "what the frame carries").choices(PROTOCOLS).default("any"))
    .option("--port <number>", "to this port of tcp or udp", portNumber)
    .addOption(homeOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (from: string, to: string, { home, output, network, protocol, port }: TraceFlags) => {
      if (port !== undefined && protocol !== "tcp" && protocol !== "udp") {
        throw usageError(`${protocol} has no ports: give --protocol tcp or --protocol udp with --port.`);
      }
      const query = new URLSearchParams({
        from,
        to,
        protocol,
        ...(network === undefined ? {} : { network }),
        ...(port === undefined ? {} : { port: String(port) }),
      });
      const found = (await agentOf({ home }).ask("GET", `/v1/networks/trace?${query}`)) as Trace;
      if (output === "table") terminal.write(`${found.verdict}\n\n`);
      showRows(terminal, output, { columns: HOP_COLUMNS, rows: hopRows(found.hops), document: found });
      const next = nextOf(found.hops);
      if (output === "table" && next !== undefined) terminal.write(`\nNext: ${next}\n`);
      if (found.state !== "ok") throw new MultisiteError("cli.network.trace", saying(found));
    });
}

function saying({ state, from, to }: Trace): string {
  const way = `from ${from.site}/${from.portId} to ${to.site}/${to.portId}`;
  return state === "broken" ? `The way ${way} is broken.` : `Not every hop ${way} is known.`;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError("It must be a port, 1 to 65535.");
  return port;
}
