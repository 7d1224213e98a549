import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { createCommand } from "./create.ts";
import { deleteCommand } from "./delete.ts";
import { endpointCommand } from "./endpoint.ts";
import { listCommand } from "./list.ts";
import { showCommand } from "./show.ts";
import { updateCommand } from "./update.ts";

const NOTES = `
A remote port stands in one site's Neutron for a port that is elsewhere; its endpoint (VTEP) is
where frames for it go. For ports of sites with a connector they come, follow and go by themselves.
For a machine in any other cloud, or a box behind an L2 gateway, create makes one: it is kept in the
sites, and their connectors realize and repair it like every other one. A port is named by its ID,
MAC, address or name, or as SITE/PORT; those that create made are manual/PORT.
`;

/** `multisite port`. */
export function portCommand(context: CommandContext): Command {
  const command = new Command("port")
    .description("remote ports: what stands in each site's Neutron for ports that are elsewhere")
    .addHelpText("after", NOTES);
  const children = [
    listCommand(context),
    showCommand(context),
    endpointCommand(context),
    createCommand(context),
    updateCommand(context),
    deleteCommand(context),
  ];
  for (const child of children) command.addCommand(child);
  return command;
}
