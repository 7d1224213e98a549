import { type Finding, pathText } from "@multisite/kernel/document";
import { MultisiteError } from "@multisite/kernel/errors";
import { checkNetworkText, type StretchedNetwork } from "@multisite/network";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import { type OutputOptions, outputOption } from "../options.ts";
import { readNetworkFile } from "./network-file.ts";

const NOTES = `
Changes nothing and asks no cloud: it says whether the document describes a network that can work,
with the line of everything that is wrong. Whether the clouds can carry it, network preflight says.

Examples:
  multisite network check backup.yaml
  multisite network example | multisite network check -
`;

const STYLES = { error: "red", warning: "yellow" } as const;

const COLUMNS: readonly Column<Finding>[] = [
  { heading: "line", cell: ({ line }) => String(line ?? "") },
  { heading: "what", cell: ({ severity }) => severity, style: ({ severity }) => STYLES[severity] },
  { heading: "code", cell: ({ code }) => code },
  { heading: "finding", cell: ({ message }) => message },
];

/** `multisite network check`: exit code 1 when there are errors. */
export function checkCommand({ terminal }: CommandContext): Command {
  return new Command("check")
    .description("say whether a stretched network's document can work, and what is wrong if not")
    .argument("<file>", "the document; - is standard input")
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (file: string, { output }: OutputOptions) => {
      const { network, findings } = checkNetworkText(readNetworkFile(file));
      const errors = findings.filter(({ severity }) => severity === "error").length;
      if (output === "table" && network !== undefined && findings.length === 0) terminal.write(`${summary(network)}\n`);
      else {
        const listed = findings.map((finding) => ({ ...finding, path: pathText(finding.path) }));
        const document = { file, errors, warnings: findings.length - errors, findings: listed };
        showRows(terminal, output, { columns: COLUMNS, rows: findings, document });
      }
      if (errors === 0) return;
      throw new MultisiteError(
        "cli.network.not_fit",
        `${file} has ${errors === 1 ? "an error" : `${errors} errors`}: no site takes it.`,
      );
    });
}

function summary({ name, generation, type, sites }: StretchedNetwork): string {
  return `Nothing is wrong: network ${name}, generation ${generation}, type ${type}, in ${sites.map((site) => site.name).join(", ")}.`;
}
