import type { Clock } from "@multisite/kernel/clock";
import { MultisiteError } from "@multisite/kernel/errors";
import { type EndpointStatus, type GatewayConfig, inspectGateway } from "@multisite/middleware/gateway";
import { type OutputFormat, showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import type { Terminal } from "../../terminal/index.ts";

const STYLES: Readonly<Record<string, "green" | "yellow" | "red">> = { up: "green", suspect: "yellow", down: "red" };

const COLUMNS: readonly Column<EndpointStatus>[] = [
  { heading: "site", cell: ({ site, isOwnSite }) => (isOwnSite ? `${site} (own)` : site) },
  { heading: "url", cell: ({ url }) => url },
  { heading: "kind", cell: ({ kind }) => kind },
  { heading: "state", cell: ({ state }) => state, style: ({ state }) => STYLES[state] },
  { heading: "ms", cell: ({ meanMs, state }) => (state === "up" ? meanMs.toFixed(1) : "") },
  { heading: "why", cell: ({ reason }) => reason },
];

/** `--check`: whether a gateway would start, and which nodes it would find; fails when it would find none. */
export async function checkGateway(terminal: Terminal, clock: Clock, config: GatewayConfig, output: OutputFormat): Promise<void> {
  const { endpoints, warnings } = await inspectGateway(config, clock);
  showRows(terminal, output, { columns: COLUMNS, rows: endpoints, document: { warnings, endpoints } });
  for (const warning of warnings) terminal.writeError(`multisite: ${warning}\n`);
  if (endpoints.some(({ state }) => state === "up")) return;
  throw new MultisiteError("cli.gateway.no_node", "No identity service that the configuration names answers now.");
}
