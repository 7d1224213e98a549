import { checkStarText, type Finding, type IdentityStar, pathText } from "@multisite/identity/star";
import { MultisiteError } from "@multisite/kernel/errors";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import { type OutputOptions, outputOption } from "../options.ts";
import { readStarFile } from "./star-file.ts";

const NOTES = `
Changes nothing and asks no other host: it says whether the document describes a star that can
work, with the line of everything that is wrong. Errors are refused everywhere; warnings are risks
that you may take. docs/reference/identity-star.md lists every field and every check.

Examples:
  multisite star check star.yaml
  multisite star check star.yaml --output json
  multisite star example | multisite star check -
`;

const STYLES = { error: "red", warning: "yellow" } as const;

const COLUMNS: readonly Column<Finding>[] = [
  { heading: "line", cell: ({ line }) => String(line ?? "") },
  { heading: "what", cell: ({ severity }) => severity, style: ({ severity }) => STYLES[severity] },
  { heading: "code", cell: ({ code }) => code },
  { heading: "finding", cell: ({ message }) => message },
];

/** `multisite star check`: exit code 1 when there are errors. */
export function checkCommand({ terminal }: CommandContext): Command {
  return new Command("check")
    .description("say whether a star's document can work, and what is wrong if not")
    .argument("<file>", "the document; - is standard input")
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (file: string, flags: OutputOptions) => {
      const { star, findings } = checkStarText(readStarFile(file));
      const errors = findings.filter(({ severity }) => severity === "error").length;
      if (flags.output === "table" && findings.length === 0) terminal.write(`${summary(star)}\n`);
      else {
        const listed = findings.map((finding) => ({ ...finding, path: pathText(finding.path) }));
        const document = { file, errors, warnings: findings.length - errors, findings: listed };
        showRows(terminal, flags.output, { columns: COLUMNS, rows: findings, document });
      }
      if (errors === 0) return;
      throw new MultisiteError(
        "cli.star.not_fit",
        `${file} has ${errors === 1 ? "an error" : `${errors} errors`}: no node takes it.`,
      );
    });
}

function summary(star: IdentityStar | undefined): string {
  if (star === undefined) return "";
  const nodes = star.sites.flatMap((site) => site.nodes).length;
  return `Nothing is wrong: star ${star.name}, generation ${star.generation}, mode ${star.mode}, ${star.sites.length} sites, ${nodes} nodes.`;
}
