import type { HeldRemovals } from "@multisite/network";
import { Command, InvalidArgumentError } from "commander";
import type { CommandContext } from "../../context.ts";
import { usageError } from "../../failures/errors.ts";
import { showDocument } from "../../output/index.ts";
import { agentOf } from "../agent-of.ts";
import { dryRunOption, type HomeOptions, homeOption, outputOption } from "../options.ts";

const NOTES = `
When more remote ports of a site would go than its limit allows (100 in 10 minutes), none goes, and
an alarm says how many: so many ports that vanish at once are more often a mistake than meant. When
they are really gone at their own sites, this lets exactly so many go, once. Give the command on the
host of a master of the star.

Examples:
  multisite network allow-removals north --dry-run
  multisite network allow-removals north --count 150
`;

interface AllowFlags extends HomeOptions {
  readonly count?: number;
  readonly dryRun: boolean;
}

/** `multisite network allow-removals`. */
export function allowRemovalsCommand({ terminal }: CommandContext): Command {
  return new Command("allow-removals")
    .description("let a site's connector remove the remote ports that its limit holds back")
    .argument("<site>", "the site whose remote ports they are")
    .option("--count <number>", "how many, as the dry run tells", wholeNumber)
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (site: string, { home, count, dryRun, output }: AllowFlags) => {
      if (!dryRun && count === undefined) throw usageError("Say how many: look first (--dry-run), then add --count NUMBER.");
      const body = { site, count: count ?? 0, dryRun };
      const held = (await agentOf({ home }).ask("POST", "/v1/networks/allow-removals", body)) as HeldRemovals;
      if (output !== "table") showDocument(terminal, output, held);
      else terminal.write(saying(held));
    });
}

function saying({ site, held, isAllowed }: HeldRemovals): string {
  if (isAllowed) return `${site} removes ${held} remote ports now; see it: multisite network status\n`;
  if (held === 0) return `No remote port of ${site} waits to be removed.\n`;
  return `${held} remote ports of ${site} wait to be removed. Nothing was done (--dry-run).\n`;
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("It is a whole number above 0.");
}
