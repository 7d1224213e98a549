import type { Command } from "commander";
import type { CommandContext } from "../../../context.ts";
import { resumeCommand } from "../../runs/resume.ts";
import { runsCommand } from "../../runs/runs.ts";
import { addReplicaCommand } from "./add-replica.ts";
import { addSiteCommand } from "./add-site.ts";
import { declarePrimaryCommand } from "./declare-primary.ts";
import { moveReplicaCommand } from "./move-replica.ts";
import { promoteCommand } from "./promote.ts";
import { rebuildCommand } from "./rebuild.ts";
import { releaseCommand } from "./release.ts";
import { removeReplicaCommand } from "./remove-replica.ts";
import { removeSiteCommand } from "./remove-site.ts";
import { replayCommand } from "./replay.ts";

/** What an operator does in journaled steps over the replicas of a star on MariaDB. */
export function runCommands(context: CommandContext): readonly Command[] {
  return [
    moveReplicaCommand(context),
    addReplicaCommand(context),
    removeReplicaCommand(context),
    rebuildCommand(context),
    addSiteCommand(context),
    removeSiteCommand(context),
    declarePrimaryCommand(context),
    promoteCommand(context),
    replayCommand(context),
    releaseCommand(context),
    runsCommand(context, "star"),
    resumeCommand(context, "star"),
  ];
}
