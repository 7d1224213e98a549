import type { CarriedOut } from "@multisite/agent";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { withProgress } from "../../output/progress.ts";
import { agentOf } from "../agent-of.ts";
import { showCarriedOut } from "../carried-out.ts";
import { dryRunOption, type HomeOptions, homeOption, outputOption } from "../options.ts";

const NOTES = `
For a site that was captured, or is lost for good. Its nodes count no more and may not come back
under their names, their certificates are revoked, and the keys that they know are replaced. Give
the command at a master of another site. Afterwards take the site out of the document
(multisite star apply), and its grants out of the databases (multisite star render says how).

Examples:
  multisite site evict north --dry-run --reason "stolen, case 4711"
  multisite site evict north --reason "stolen, case 4711"
`;

interface EvictFlags extends HomeOptions {
  readonly reason: string;
  readonly dryRun: boolean;
}

/** `multisite site evict`. */
export function evictCommand(context: CommandContext): Command {
  return new Command("evict")
    .description("shut a captured or lost site out")
    .argument("<site>", "its name in the star's document")
    .addOption(homeOption())
    .requiredOption("--reason <text>", "why, in writing; it is kept at every site")
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (site: string, { reason, dryRun, output, home }: EvictFlags) => {
      const path = `/v1/sites/${encodeURIComponent(site)}/evict`;
      const result = await withProgress(context, `evicting ${site}`, () =>
        agentOf({ home }).ask("POST", path, { reason, dryRun }),
      );
      showCarriedOut(context.terminal, output, result as CarriedOut, `The others no longer count ${site}.`);
    });
}
