import type { CarriedOut } from "@multisite/agent";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { withProgress } from "../../output/progress.ts";
import { agentOf } from "../agent-of.ts";
import { showCarriedOut } from "../carried-out.ts";
import { dryRunOption, type HomeOptions, homeOption, outputOption } from "../options.ts";
import { purposeOption } from "./purpose.ts";

const NOTES = `
For a key that somebody else may have. A new key is made for the members that can be reached, and
signed with; then nobody who hears of it signs or verifies with the old one any more. Tokens made
with it break: the dry run says which. Staged keys are replaced too, as whoever has one has all.
The reason is kept at every site.

Examples:
  multisite keys emergency --dry-run --reason "backup tape of north lost"
  multisite keys emergency --key 3f2a9c01 --reason "backup tape of north lost"
`;

interface EmergencyFlags extends HomeOptions {
  readonly key?: string;
  readonly purpose: string;
  readonly reason: string;
  readonly keepStaged?: boolean;
  readonly dryRun: boolean;
}

/** `multisite keys emergency`. */
export function emergencyCommand(context: CommandContext): Command {
  return new Command("emergency")
    .description("take a compromised key out of use at once")
    .addOption(homeOption())
    .option("--key <id>", "ID of the key, or how it begins (default: the one that is signed with)")
    .addOption(purposeOption())
    .requiredOption("--reason <text>", "why, in writing")
    .option("--keep-staged", "do not replace the staged keys: the directory was not seen")
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async ({ key, purpose, reason, keepStaged, dryRun, output, home }: EmergencyFlags) => {
      const body = { key, purpose, reason, keepsStaged: keepStaged === true, dryRun };
      const result = await withProgress(context, "waiting for members to sign with a new key", () =>
        agentOf({ home }).ask("POST", "/v1/keys/emergency", body),
      );
      showCarriedOut(context.terminal, output, result as CarriedOut, "`multisite keys status` shows how far the others are.");
    });
}
