import { type Finding, pathText } from "@multisite/kernel/document";
import { MultisiteError } from "@multisite/kernel/errors";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import { type OutputOptions, outputOption } from "../options.ts";

/** How documents of a kind are checked. */
export interface CheckOfKind {
  readonly description: string;
  readonly notes: string;
  readonly read: (file: string) => string;
  /** All findings, and what to say when there are none. */
  readonly check: (text: string) => { readonly findings: readonly Finding[]; readonly summary: string };
  /** Code of the refusal, and who refuses: `no node takes it`. */
  readonly refusal: { readonly code: string; readonly who: string };
}

const STYLES = { error: "red", warning: "yellow" } as const;

const COLUMNS: readonly Column<Finding>[] = [
  { heading: "line", cell: ({ line }) => String(line ?? "") },
  { heading: "what", cell: ({ severity }) => severity, style: ({ severity }) => STYLES[severity] },
  { heading: "code", cell: ({ code }) => code },
  { heading: "finding", cell: ({ message }) => message },
];

/** The command `check` of a kind: exit code 1 when there are errors. */
export function checkDocumentCommand({ terminal }: CommandContext, kind: CheckOfKind): Command {
  const { description, notes, read, check, refusal } = kind;
  return new Command("check")
    .description(description)
    .argument("<file>", "the document; - is standard input")
    .addOption(outputOption())
    .addHelpText("after", notes)
    .action(async (file: string, { output }: OutputOptions) => {
      const { findings, summary } = check(read(file));
      const errors = findings.filter(({ severity }) => severity === "error").length;
      if (output === "table" && findings.length === 0) terminal.write(`${summary}\n`);
      else {
        const listed = findings.map((finding) => ({ ...finding, path: pathText(finding.path) }));
        const document = { file, errors, warnings: findings.length - errors, findings: listed };
        showRows(terminal, output, { columns: COLUMNS, rows: findings, document });
      }
      if (errors === 0) return;
      throw new MultisiteError(
        refusal.code,
        `${file} has ${errors === 1 ? "an error" : `${errors} errors`}: ${refusal.who} takes it.`,
      );
    });
}
