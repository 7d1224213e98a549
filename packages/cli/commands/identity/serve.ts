import { createIdentityService } from "@multisite/identity";
import { createLog } from "@multisite/kernel/log";
import { Command } from "commander";
import { readConfigFile } from "../../config-file/index.ts";
import type { CommandContext } from "../../context.ts";
import { listen } from "../../listen.ts";
import { showRows } from "../../output/index.ts";
import { type ConfigOptions, configOption, outputOption } from "../options.ts";
import { stopped } from "../stopped.ts";

const NOTES = `
Stops on SIGTERM and SIGINT: no new connections, requests under way are finished first.
`;

/** `multisite identity serve`. */
export function serveCommand(context: CommandContext): Command {
  const { terminal, clock, random, stop } = context;
  return new Command("serve")
    .description("answer the Keystone v3 API")
    .addOption(configOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (flags: ConfigOptions) => {
      const config = readConfigFile(flags.config);
      const { level, path } = config.log;
      const log = createLog({ level, ...(path === undefined ? {} : { path }) });
      const service = await createIdentityService(config, { clock, random, log });
      try {
        const port = await listen(service.app, config.listen);
        const scheme = config.listen.certificate === undefined ? "http" : "https";
        const endpoint = `${scheme}://${urlHost(config.listen.host)}:${port}/v3`;
        showRows(terminal, flags.output, {
          columns: [{ heading: "serving", cell: (url: string) => url }],
          rows: [endpoint],
          document: { endpoint },
        });
        await stopped(stop);
      } finally {
        await service.close();
      }
    });
}

function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
