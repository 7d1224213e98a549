import { openLog } from "@multisite/kernel/log";
import { startGateway } from "@multisite/middleware/gateway";
import { Command, Option } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import { type ConfigOptions, outputOption } from "../options.ts";
import { stopped } from "../stopped.ts";
import { readGatewayFile } from "./config-file.ts";

const NOTES = `
Gives every OpenStack service of a host or a site one local identity URL. Own site's nodes are
asked first, then the nearest others; what may be repeated (reads, logins, validations) is asked of
another node when one fails. Services need no new setting but auth_url: http://127.0.0.1:5000/v3.

A whole gateway.yaml:
  identity:
    own_site: north
    endpoints:
      - { site: north, url: "https://10.0.1.11:5000" }
      - { site: north, url: "https://10.0.1.12:5000" }
      - { site: east, url: "https://10.0.2.11:5000" }
    authorities: /etc/multisite/ca.crt
  listen: { host: 127.0.0.1, port: 5000 }

Stops on SIGTERM and SIGINT: no new connections, requests under way are finished first.
SIGHUP opens the log file again.
`;

/** `multisite gateway`. */
export function gatewayCommand(context: CommandContext): Command {
  const { terminal, clock, random, stop, onHangUp } = context;
  return new Command("gateway")
    .description("one local identity URL for every service: own site first, others when it fails")
    .addOption(
      new Option("-c, --config <file>", "configuration of the gateway (YAML)")
        .env("MULTISITE_GATEWAY_CONFIG")
        .makeOptionMandatory(),
    )
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (flags: ConfigOptions) => {
      const config = readGatewayFile(flags.config);
      const { level, path } = config.log;
      const { log, reopen } = openLog({ level, ...(path === undefined ? {} : { path }) });
      const running = await startGateway(config, { clock, random, log });
      const offHangUp = onHangUp(reopen);
      try {
        const scheme = config.listen.certificate === undefined ? "http" : "https";
        const endpoint = `${scheme}://${running.host.includes(":") ? `[${running.host}]` : running.host}:${running.port}/v3`;
        showRows(terminal, flags.output, {
          columns: [{ heading: "serving", cell: (url: string) => url }],
          rows: [endpoint],
          document: { endpoint },
        });
        await stopped(stop);
      } finally {
        offHangUp();
        await running.stop();
      }
    });
}
