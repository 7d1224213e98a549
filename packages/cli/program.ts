import { styleText } from "node:util";
import { Command } from "commander";
import { agentCommand } from "./commands/agent/index.ts";
import { demoCommand } from "./commands/demo/index.ts";
import { gatewayCommand } from "./commands/gateway/index.ts";
import { identityCommand } from "./commands/identity/index.ts";
import { keysCommand } from "./commands/keys/index.ts";
import { networkCommand } from "./commands/network/index.ts";
import { portCommand } from "./commands/port/index.ts";
import { siteCommand } from "./commands/site/index.ts";
import { starCommand } from "./commands/star/index.ts";
import type { CommandContext } from "./context.ts";
import { VERSION } from "./version.ts";

const EXAMPLES = `
Examples:
  multisite demo                                       four sites, one cloud: break it, see it heal
  multisite identity import-config /etc/keystone/keystone.conf --write identity.yaml
  multisite identity bootstrap --config identity.yaml  make database, keys and administrator
  multisite identity check --config identity.yaml      is everything fit to serve?
  multisite identity serve --config identity.yaml      answer the Keystone v3 API
  multisite star example > star.yaml                   begin the document of a star of sites

Exit codes: 0 done, 1 failed, 2 command line not understood.
Users and services need no new tool: they use the openstack command.
`;

/** The whole command line. */
export function createProgram(context: CommandContext): Command {
  const program = new Command("multisite")
    .description("Telecom VNFs over many OpenStack sites as one cloud, while each site can live alone.")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help for a command")
    .helpCommand("help [command]", "print help for a command")
    .addHelpText("after", EXAMPLES);
  program.addCommand(demoCommand(context));
  program.addCommand(identityCommand(context));
  program.addCommand(gatewayCommand(context));
  program.addCommand(starCommand(context));
  program.addCommand(keysCommand(context));
  program.addCommand(siteCommand(context));
  program.addCommand(networkCommand(context));
  program.addCommand(portCommand(context));
  program.addCommand(agentCommand(context));
  forAll(program, (command) => configure(command, context));
  return program;
}

function configure(command: Command, { terminal }: CommandContext): void {
  const bold = (text: string): string => (terminal.isScreen ? styleText("bold", text, { validateStream: false }) : text);
  command
    .exitOverride()
    .showHelpAfterError(`  next: ${helpCommandOf(command)} shows what the command takes.`)
    .configureHelp({ helpWidth: 100, showGlobalOptions: false, styleTitle: bold })
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.writeError(text),
      outputError: (text, write) => write(text.replace(/^error: /, "multisite: ")),
      getOutHasColors: () => terminal.isScreen,
      getErrHasColors: () => terminal.isScreen,
    });
  if (command.commands.length === 0) {
    command.option("--debug", "show the stack of a failure");
  }
}

function helpCommandOf(command: Command): string {
  const names: string[] = [];
  for (let current: Command | null = command; current; current = current.parent) names.unshift(current.name());
  return `\`${names.join(" ")} --help\``;
}

function forAll(command: Command, work: (command: Command) => void): void {
  work(command);
  for (const child of command.commands) forAll(child, work);
}
