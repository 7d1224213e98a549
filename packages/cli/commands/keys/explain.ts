import { explanationLines, type KeysExplanation } from "@multisite/identity/star";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showDocument } from "../../output/index.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";

const NOTES = `
For each key: how far it is at every node, why its next phase has not come, which node holds it up,
and what would break if it were forced. As this node knows it: a site that is cut off knows less.

Examples:
  multisite keys explain
  multisite keys explain --home /var/lib/multisite -o json
`;

/** `multisite keys explain`. */
export function explainCommand({ terminal }: CommandContext): Command {
  return new Command("explain")
    .description("say what each key waits for, and who holds it up")
    .addOption(homeOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async ({ home, output }: HomeOptions) => {
      const explanation = (await agentOf({ home }).ask("GET", "/v1/keys")) as KeysExplanation;
      if (output === "table") terminal.write(`${explanationLines(explanation).join("\n")}\n`);
      else showDocument(terminal, output, explanation);
    });
}
