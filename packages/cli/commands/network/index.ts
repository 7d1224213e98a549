import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { checkCommand } from "./check.ts";
import { exampleCommand } from "./example.ts";
import { preflightCommand } from "./preflight.ts";
import { schemaCommand } from "./schema.ts";

const NOTES = `
A stretched network is described by one document: its sites, a pool of addresses for each, its
security. Begin with example > backup.yaml and write your sites; check it; preflight asks the
clouds whether they can carry it. Nothing makes the network yet: that is under way.
`;

/** `multisite network`. */
export function networkCommand(context: CommandContext): Command {
  const command = new Command("network")
    .description("networks stretched over the unmodified Neutrons of several sites")
    .addHelpText("after", NOTES);
  const children = [checkCommand(context), exampleCommand(context), schemaCommand(context), preflightCommand(context)];
  for (const child of children) command.addCommand(child);
  return command;
}
