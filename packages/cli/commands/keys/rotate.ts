import type { CarriedOut } from "@multisite/agent";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { agentOf } from "../agent-of.ts";
import { showCarriedOut } from "../carried-out.ts";
import { dryRunOption, type HomeOptions, homeOption, outputOption } from "../options.ts";
import { purposeOption } from "./purpose.ts";

const NOTES = `
Keys rotate by themselves, by the document's schedule. This has the star sign with its next key now;
no token breaks, and a site that lacks the key is waited for.

Examples:
  multisite keys rotate --dry-run
  multisite keys rotate
`;

interface RotateFlags extends HomeOptions {
  readonly purpose: string;
  readonly dryRun: boolean;
}

/** `multisite keys rotate`. */
export function rotateCommand({ terminal }: CommandContext): Command {
  return new Command("rotate")
    .description("sign with the next key now, whatever the schedule says")
    .addOption(homeOption())
    .addOption(purposeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async ({ purpose, dryRun, output, home }: RotateFlags) => {
      const result = await agentOf({ home }).ask("POST", "/v1/keys/rotate", { purpose, dryRun });
      showCarriedOut(terminal, output, result as CarriedOut, "`multisite keys status` shows who signs with what.");
    });
}
