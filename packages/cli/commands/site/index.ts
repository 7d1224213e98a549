import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { evictCommand } from "./evict.ts";
import { inviteCommand } from "./invite.ts";
import { joinCommand } from "./join.ts";

const NOTES = `
A site joins with one command on each side: invite on a node of the star, join on the new host.
`;

/** `multisite site`. */
export function siteCommand(context: CommandContext): Command {
  const command = new Command("site").description("let sites into a star, and shut them out").addHelpText("after", NOTES);
  for (const child of [inviteCommand(context), joinCommand(context), evictCommand(context)]) command.addCommand(child);
  return command;
}
