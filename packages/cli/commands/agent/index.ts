import { readNodeFile, startNode } from "@multisite/agent";
import { askOverHttp, findNode, readStoredStar, starHome } from "@multisite/identity/star";
import { openLog } from "@multisite/kernel/log";
import { Command, Option } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import { VERSION } from "../../version.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";
import { stopped } from "../stopped.ts";
import { readAgentFile } from "./agent-file.ts";

const NOTES = `
Runs on every node of a star, beside its identity service: exchanges facts with the other nodes,
takes part in the key ceremony, follows the masters' data, forwards writes. When it stops, logins
and validations of this node go on. A home is made by star init (first node) or site join.

Examples:
  multisite agent --home /var/lib/multisite
  multisite agent --config /etc/multisite/agent.yaml                    # a star on MariaDB
  multisite identity serve --config /var/lib/multisite/identity.yaml    # beside it
`;

interface AgentFlags extends HomeOptions {
  readonly config?: string;
  readonly logFile?: string;
  readonly logLevel: "debug" | "info" | "warn" | "error";
}

/** `multisite agent`. */
export function agentCommand(context: CommandContext): Command {
  const { terminal, clock, random, stop, onHangUp } = context;
  return new Command("agent")
    .description("run the agent of a node of a star")
    .addOption(homeOption())
    .option("-c, --config <file>", "agent.yaml of star render, for a star on MariaDB; it names the home too")
    .option("--log-file <file>", "write the log there (default: standard error)")
    .addOption(new Option("--log-level <level>", "least important lines that are written").choices(LEVELS).default("info"))
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async ({ config, home: named, logFile, logLevel, output }: AgentFlags) => {
      const { home, ...access } = config === undefined ? { home: named } : readAgentFile(config);
      const { log, reopen } = openLog({ level: logLevel, ...(logFile === undefined ? {} : { path: logFile }) });
      const offHangUp = onHangUp(reopen);
      const identity = askOverHttp(identityAddress(home));
      const node = await startNode({ directory: home, clock, random, log, version: VERSION, identity: identity.ask, ...access });
      try {
        const running = { node: node.file.node, site: node.file.site, star: node.file.star, port: node.links.port };
        const heading = (name: keyof typeof running) => ({ heading: name, cell: (row: typeof running) => String(row[name]) });
        const columns = [heading("star"), heading("site"), heading("node"), heading("port")];
        showRows(terminal, output, { columns, rows: [running], document: running });
        await stopped(stop);
      } finally {
        offHangUp();
        await node.stop();
        identity.close();
      }
    });
}

const LEVELS = ["debug", "info", "warn", "error"];

/** Of the identity service of this node, as its document says; asked anew by a restart when that changes. */
function identityAddress(home: string): { readonly host: string; readonly port: number } {
  const { node } = readNodeFile(starHome(home));
  const stored = readStoredStar(home);
  const found = stored && findNode(stored.star, node)?.node;
  return { host: found?.address ?? "127.0.0.1", port: found?.ports.identity ?? 5000 };
}
