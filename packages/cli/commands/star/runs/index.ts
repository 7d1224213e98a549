import type { Command } from "commander";
import type { CommandContext } from "../../../context.ts";
import { addReplicaCommand } from "./add-replica.ts";
import { moveReplicaCommand } from "./move-replica.ts";
import { promoteCommand } from "./promote.ts";
import { removeReplicaCommand } from "./remove-replica.ts";
import { resumeCommand } from "./resume.ts";
import { runsCommand } from "./runs.ts";

/** What an operator does in journaled steps over the replicas of a star on MariaDB. */
export function runCommands(context: CommandContext): readonly Command[] {
  return [
    moveReplicaCommand(context),
    addReplicaCommand(context),
    removeReplicaCommand(context),
    promoteCommand(context),
    runsCommand(context),
    resumeCommand(context),
  ];
}
