import { serveIdentity, toLogOptions } from "@multisite/identity";
import { openLog } from "@multisite/kernel/log";
import { Command } from "commander";
import { readConfigFile } from "../../config-file/index.ts";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import { type ConfigOptions, configOption, outputOption } from "../options.ts";
import { stopped } from "../stopped.ts";

const NOTES = `
Stops on SIGTERM and SIGINT: no new connections, requests under way are finished first.
SIGHUP opens log and audit files again. listen.processes starts several processes.
`;

/** `multisite identity serve`. */
export function serveCommand(context: CommandContext): Command {
  const { terminal, clock, random, stop, onHangUp } = context;
  return new Command("serve")
    .description("answer the Keystone v3 API")
    .addOption(configOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (flags: ConfigOptions) => {
      const config = readConfigFile(flags.config);
      const { log, reopen } = openLog(toLogOptions(config));
      const running = await serveIdentity(config, { clock, random, log });
      const offHangUp = onHangUp(() => {
        reopen();
        running.reopen();
      });
      try {
        const scheme = config.listen.certificate === undefined ? "http" : "https";
        const endpoint = `${scheme}://${urlHost(running.host)}:${running.port}/v3`;
        showRows(terminal, flags.output, {
          columns: [{ heading: "serving", cell: (url: string) => url }],
          rows: [endpoint],
          document: { endpoint, metricsPort: running.metricsPort ?? null },
        });
        await stopped(stop);
      } finally {
        offHangUp();
        await running.stop();
      }
    });
}

function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
