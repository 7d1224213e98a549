import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { resumeCommand } from "../runs/resume.ts";
import { runsCommand } from "../runs/runs.ts";
import { allowRemovalsCommand } from "./allow-removals.ts";
import { applyCommand } from "./apply.ts";
import { checkCommand } from "./check.ts";
import { deleteCommand } from "./delete.ts";
import { exampleCommand } from "./example.ts";
import { moveFloatingIpCommand } from "./move-floating-ip.ts";
import { preflightCommand } from "./preflight.ts";
import { schemaCommand } from "./schema.ts";
import { statusCommand } from "./status.ts";
import { traceCommand } from "./trace.ts";
import { undoCommand } from "./undo.ts";

const NOTES = `
A stretched network is described by one document: its sites, a pool of addresses for each, its
security. Begin with example > backup.yaml and write your sites; check it; preflight asks the
clouds whether they can carry it. apply makes it in all sites by their agents, site by site; status
shows how it stands, read back from each Neutron; trace tells why a frame does not get from one port
to another; delete leaves nothing behind. move-floating-ip takes an address of an
external network that sites share from one site to another.
`;

/** `multisite network`. */
export function networkCommand(context: CommandContext): Command {
  const command = new Command("network")
    .description("networks stretched over the unmodified Neutrons of several sites")
    .addHelpText("after", NOTES);
  const children = [
    exampleCommand(context),
    schemaCommand(context),
    checkCommand(context),
    preflightCommand(context),
    applyCommand(context),
    statusCommand(context),
    traceCommand(context),
    moveFloatingIpCommand(context),
    undoCommand(context),
    allowRemovalsCommand(context),
    deleteCommand(context),
    runsCommand(context, "network"),
    resumeCommand(context, "network"),
  ];
  for (const child of children) command.addCommand(child);
  return command;
}
