import type { KeyFinding } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import { agentOf } from "../agent-of.ts";
import { type HomeOptions, homeOption, outputOption } from "../options.ts";

const NOTES = `
Reads all of this node's keys anew: on the disk, in the directories that Keystone reads, and what
every identity process has loaded, and compares it with what the ceremony says. Changes nothing.

Examples:
  multisite keys verify
`;

const COLUMNS: readonly Column<KeyFinding>[] = [
  { heading: "what", cell: ({ severity }) => severity, style: () => "red" },
  { heading: "about", cell: ({ about }) => about },
  { heading: "finding", cell: ({ found }) => found },
  { heading: "next", cell: ({ next }) => next },
];

/** `multisite keys verify`: exit code 1 when something is wrong. */
export function verifyCommand({ terminal }: CommandContext): Command {
  return new Command("verify")
    .description("compare this node's keys with what the star agreed on")
    .addOption(homeOption())
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async ({ home, output }: HomeOptions) => {
      const { findings } = (await agentOf({ home }).ask("GET", "/v1/keys/verify")) as { findings: readonly KeyFinding[] };
      if (output === "table" && findings.length === 0) terminal.write("The keys of this node are as they should be.\n");
      else showRows(terminal, output, { columns: COLUMNS, rows: findings, document: { findings } });
      if (findings.length > 0) {
        throw new MultisiteError("cli.keys.not_as_agreed", `${findings.length} things about the keys of this node are wrong.`);
      }
    });
}
