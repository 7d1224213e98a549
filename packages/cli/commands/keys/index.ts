import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { emergencyCommand } from "./emergency.ts";
import { explainCommand } from "./explain.ts";
import { planCommand } from "./plan.ts";
import { reencryptCommand } from "./reencrypt.ts";
import { rotateCommand } from "./rotate.ts";
import { statusCommand } from "./status.ts";
import { verifyCommand } from "./verify.ts";

const NOTES = `
A site signs with a key only when every site has it, and removes one only when no living token
needs it. plan calculates what settings come to, and how they are changed on a live star.
status shows how far each key is, explain what it waits for, verify compares this node's own.
`;

/** `multisite keys`. */
export function keysCommand(context: CommandContext): Command {
  const command = new Command("keys")
    .description("the Fernet keys of a star: how many, how often, how far ahead")
    .addHelpText("after", NOTES);
  const children = [
    planCommand(context),
    statusCommand(context),
    explainCommand(context),
    verifyCommand(context),
    rotateCommand(context),
    reencryptCommand(context),
    emergencyCommand(context),
  ];
  for (const child of children) command.addCommand(child);
  return command;
}
