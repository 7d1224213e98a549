import type { Takeover } from "@multisite/identity/star";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showDocument } from "../../output/index.ts";
import { withProgress } from "../../output/progress.ts";
import { agentOf } from "../agent-of.ts";
import { dryRunOption, type HomeOptions, homeOption, outputOption } from "../options.ts";

const NOTES = `
On the embedded engine one node takes writes. When it is lost, give this command at the standby:
nothing that was acknowledged is lost, and the old writer, when it comes back, hears of it before
it takes a write. At a replica, when both master sites are lost, acknowledged writes that had not
come here are lost: the dry run says so, and --on-my-word is needed. At the writer itself: go on
without the standby.

Examples:
  multisite star takeover --dry-run --reason "east lost power at 02:50"
  multisite star takeover --reason "east lost power at 02:50"
`;

interface TakeoverFlags extends HomeOptions {
  readonly reason: string;
  readonly onMyWord?: boolean;
  readonly dryRun: boolean;
}

/** `multisite star takeover`. */
export function takeoverCommand(context: CommandContext): Command {
  return new Command("takeover")
    .description("make this node the one that takes writes (embedded engine)")
    .addOption(homeOption())
    .requiredOption("--reason <text>", "why, in writing; it stays in the log of the star")
    .option("--on-my-word", "no other writer is at work, and what is not here may be lost")
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async ({ reason, onMyWord, dryRun, output, home }: TakeoverFlags) => {
      const body = { reason, onMyWord: onMyWord === true, dryRun };
      const result = (await withProgress(context, "taking over", () =>
        agentOf({ home }).ask("POST", "/v1/replication/takeover", body),
      )) as Takeover;
      if (output === "table") context.terminal.write(`${describe(result)}\n`);
      else showDocument(context.terminal, output, result);
    });
}

function describe({ epoch, position, doubts, missingChanges, unreachable }: Takeover): string {
  return [
    ...doubts.map((doubt) => `- ${doubt}`),
    ...(missingChanges > 0 ? [`- ${missingChanges} changes that others are known to have had are not here.`] : []),
    ...(unreachable.length > 0 ? [`- Not reached: ${unreachable.join(", ")}.`] : []),
    epoch === undefined || epoch === null
      ? `Nothing was done (--dry-run); it would begin at ${position}.`
      : `This node takes writes since ${position}, epoch ${epoch}.`,
  ].join("\n");
}
