import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { applyCommand } from "./apply.ts";
import { checkCommand } from "./check.ts";
import { exampleCommand } from "./example.ts";
import { initCommand } from "./init.ts";
import { renderCommand } from "./render/command.ts";
import { runCommands } from "./runs/index.ts";
import { schemaCommand } from "./schema.ts";
import { statusCommand } from "./status.ts";
import { takeoverCommand } from "./takeover.ts";
import { upCommand } from "./up/command.ts";

const NOTES = `
A star is described by one document, which every site keeps: sites, nodes, who follows whom, keys.
A new star:  example > star.yaml, write your addresses, check star.yaml; init on the first master;
             then site invite there and site join on every other host; agent runs on each.
On one machine, to try it: up --local star.yaml --directory DIR.
A change:    add 1 to its generation, check it, apply it; keys plan --change-to says whether keys
             allow it.
A replica:   move-replica, add-replica, remove-replica, rebuild; runs lists what was begun.
             Give them on the host of a master, or of the replica itself.
When masters lost something: replay, release; one is left: declare-primary; none: promote.
Every day:   status, whose first line says whether all is well, and what to do if not.
`;

/** `multisite star`. */
export function starCommand(context: CommandContext): Command {
  const command = new Command("star")
    .description("identity in every site: masters in two of them, replicas elsewhere")
    .addHelpText("after", NOTES);
  const children = [
    checkCommand(context),
    exampleCommand(context),
    schemaCommand(context),
    renderCommand(context),
    initCommand(context),
    upCommand(context),
    applyCommand(context),
    statusCommand(context),
    takeoverCommand(context),
    ...runCommands(context),
  ];
  for (const child of children) command.addCommand(child);
  return command;
}
