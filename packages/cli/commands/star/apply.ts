import type { AppliedDocument } from "@multisite/agent";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showDocument } from "../../output/index.ts";
import { agentOf } from "../agent-of.ts";
import { dryRunOption, type HomeOptions, homeOption, outputOption } from "../options.ts";
import { readStarFile } from "./star-file.ts";

const NOTES = `
The document must have a higher generation than the one in use. It is checked first, then told to
all nodes, which take it as soon as they hear of it; a site that is cut off keeps the former one.
Whether a change of keys is safe at once, multisite keys plan --change-to says.

Examples:
  multisite star apply star.yaml --dry-run
  multisite star apply star.yaml
`;

interface ApplyFlags extends HomeOptions {
  readonly dryRun: boolean;
}

/** `multisite star apply`. */
export function applyCommand({ terminal }: CommandContext): Command {
  return new Command("apply")
    .description("change the star: sites, nodes, who follows whom, keys")
    .argument("<file>", "the document; - is standard input")
    .addOption(homeOption())
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (file: string, { dryRun, output, home }: ApplyFlags) => {
      const result = await agentOf({ home }).ask("POST", "/v1/document", { text: readStarFile(file), dryRun });
      if (output === "table") terminal.write(`${describe(result as AppliedDocument, dryRun)}\n`);
      else showDocument(terminal, output, result);
    });
}

function describe({ generation, differences }: AppliedDocument, isDryRun: boolean): string {
  const { sitesAdded, sitesRemoved, nodesAdded, nodesRemoved, nodesMoved, following, settings } = differences;
  const lines = [
    ...sitesAdded.map(({ name }) => `+ site ${name}`),
    ...sitesRemoved.map(({ name }) => `- site ${name}`),
    ...nodesAdded.map(({ site, node }) => `+ node ${node.name} of ${site.name}: ${node.role}`),
    ...nodesRemoved.map(({ site, node }) => `- node ${node.name} of ${site.name}`),
    ...nodesMoved.map(({ node, from, to }) => `~ node ${node}: from site ${from} to ${to}`),
    ...following.map(({ node, from, to }) => `~ ${node} follows ${to ?? "nobody"} (was ${from ?? "nobody"})`),
    ...settings.map(
      ({ setting, from, to }) => `~ ${setting}: ${JSON.stringify(to) ?? "unset"} (was ${JSON.stringify(from) ?? "unset"})`,
    ),
  ];
  const end = isDryRun
    ? "Nothing was changed (--dry-run)."
    : `Generation ${generation} is told to all nodes; multisite star status shows who has it.`;
  return [...lines, end].join("\n");
}
