import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { emergencyCommand } from "./emergency.ts";
import { planCommand } from "./plan.ts";
import { rotateCommand } from "./rotate.ts";

const NOTES = `
A site signs with a key only when every site has it, and removes one only when no living token
needs it. plan calculates what settings come to, and how they are changed on a live star.
`;

/** `multisite keys`. */
export function keysCommand(context: CommandContext): Command {
  const command = new Command("keys")
    .description("the Fernet keys of a star: how many, how often, how far ahead")
    .addHelpText("after", NOTES);
  const children = [planCommand(context), rotateCommand(context), emergencyCommand(context)];
  for (const child of children) command.addCommand(child);
  return command;
}
