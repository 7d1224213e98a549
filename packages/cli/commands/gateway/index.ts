import { openLog } from "@multisite/kernel/log";
import {
  askGatewayStatus,
  type ConfigSource,
  type GatewayConfig,
  startGateway,
  statusTable,
} from "@multisite/middleware/gateway";
import { Command, Option } from "commander";
import type { CommandContext } from "../../context.ts";
import { showDocument, showRows } from "../../output/index.ts";
import { type ConfigOptions, outputOption } from "../options.ts";
import { stopped } from "../stopped.ts";
import { checkGateway } from "./check.ts";
import { parseGatewayText, readGatewayText } from "./config-file.ts";

const NOTES = `
Gives every OpenStack service of a host or a site one local identity URL. The own site's nodes are
asked first, then the nearest others. What may be repeated (reads, logins, validations) is asked of
another node when one fails; a change is never sent twice. A service needs one setting only:
auth_url = http://127.0.0.1:5000/v3.

A whole gateway.yaml:
  identity:
    own_site: north
    endpoints:
      - { site: north, url: "https://10.0.1.11:5000" }
      - { site: north, url: "https://10.0.1.12:5000" }
      - { site: east, url: "https://10.0.2.11:5000" }
      - { site: west, url: "http://10.0.3.11:5000", role: replica }    # a stock Keystone
    authorities: /etc/multisite/ca.crt
  listen: { host: 127.0.0.1, port: 5000 }
  admin: { socket: /run/multisite/gateway.sock }

Examples:
  multisite gateway --config gateway.yaml --check     which nodes would it find? serves nothing
  multisite gateway --config gateway.yaml             serve until SIGTERM
  multisite gateway --config gateway.yaml --status    ask the running one (admin.socket, admin.port)

A changed file is taken over within two seconds, or at once with SIGHUP, which opens the log file
again too; one that is wrong changes nothing, and --status says why. docs/reference/gateway.md
lists every setting. SIGTERM and SIGINT let requests under way finish first.
`;

interface GatewayFlags extends ConfigOptions {
  readonly check?: boolean;
  readonly status?: boolean;
}

/** `multisite gateway`. */
export function gatewayCommand(context: CommandContext): Command {
  return new Command("gateway")
    .description("one local identity URL for every service: own site first, others when it fails")
    .addOption(
      new Option("-c, --config <file>", "configuration of the gateway (YAML)")
        .env("MULTISITE_GATEWAY_CONFIG")
        .makeOptionMandatory(),
    )
    .addOption(new Option("--check", "ask every node once, say what a gateway would find, and end").conflicts("status"))
    .addOption(new Option("--status", "show what the running gateway knows of its nodes, and end"))
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (flags: GatewayFlags) => {
      const source: ConfigSource = {
        text: () => readGatewayText(flags.config),
        parse: (text) => parseGatewayText(text, flags.config),
      };
      const config = source.parse(source.text());
      if (flags.check) await checkGateway(context.terminal, context.clock, config, flags.output);
      else if (flags.status) await showStatus(context, config, flags);
      else await serve(context, config, source, flags);
    });
}

async function showStatus({ terminal }: CommandContext, config: GatewayConfig, { output }: GatewayFlags): Promise<void> {
  const status = await askGatewayStatus(config);
  if (output === "table") terminal.write(statusTable(status));
  else showDocument(terminal, output, status);
}

async function serve(
  { terminal, clock, random, stop, onHangUp }: CommandContext,
  config: GatewayConfig,
  source: ConfigSource,
  { output }: GatewayFlags,
): Promise<void> {
  const { level, path } = config.log;
  const { log, reopen } = openLog({ level, ...(path === undefined ? {} : { path }) });
  const running = await startGateway(config, { clock, random, log }, source);
  const offHangUp = onHangUp(() => {
    reopen();
    running.reload();
  });
  try {
    const scheme = config.listen.certificate === undefined ? "http" : "https";
    const endpoint = `${scheme}://${running.host.includes(":") ? `[${running.host}]` : running.host}:${running.port}/v3`;
    showRows(terminal, output, {
      columns: [{ heading: "serving", cell: (url: string) => url }],
      rows: [endpoint],
      document: { endpoint, adminPort: running.adminPort ?? null },
    });
    await stopped(stop);
  } finally {
    offHangUp();
    await running.stop();
  }
}
