import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { backupCommand } from "./backup.ts";
import { bootstrapCommand } from "./bootstrap.ts";
import { checkCommand } from "./check.ts";
import { importConfigCommand } from "./import-config.ts";
import { keyCommands } from "./keys.ts";
import { optionsCommand } from "./options.ts";
import { restoreCommand } from "./restore.ts";
import { serveCommand } from "./serve.ts";

const NOTES = `
A new service:      bootstrap, check, serve.
Beside a Keystone:  import-config takes its settings over; database and keys are shared as they are.
Every day:          backup, while the service runs; restore brings the site back anywhere.
Commands of keystone-manage have the same names here, with - instead of _.
`;

/** `multisite identity`. */
export function identityCommand(context: CommandContext): Command {
  const command = new Command("identity")
    .description("the identity service of a site: Keystone's v3 API, database and keys")
    .addHelpText("after", NOTES);
  const children = [
    serveCommand(context),
    bootstrapCommand(context),
    checkCommand(context),
    importConfigCommand(context),
    optionsCommand(context),
    backupCommand(context),
    restoreCommand(context),
    ...keyCommands(context),
  ];
  for (const child of children) command.addCommand(child);
  return command;
}
