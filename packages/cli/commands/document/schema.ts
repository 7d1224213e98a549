import type { DocumentField } from "@multisite/kernel/document";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import { type OutputOptions, outputOption } from "../options.ts";

/** The form of documents of a kind. */
export interface FormOfKind {
  readonly description: string;
  readonly notes: string;
  readonly fields: () => readonly DocumentField[];
  readonly schema: unknown;
}

const COLUMNS: readonly Column<DocumentField>[] = [
  { heading: "field", cell: ({ field }) => field },
  { heading: "type", cell: ({ type }) => type },
  { heading: "default", cell: ({ isRequired, default: value }) => (isRequired ? "(required)" : (JSON.stringify(value) ?? "")) },
  { heading: "meaning", cell: ({ description }) => description },
];

/** The command `schema` of a kind. */
export function schemaDocumentCommand({ terminal }: CommandContext, { description, notes, fields, schema }: FormOfKind): Command {
  return new Command("schema")
    .description(description)
    .addOption(outputOption())
    .addHelpText("after", notes)
    .action(async ({ output }: OutputOptions) => {
      showRows(terminal, output, { columns: COLUMNS, rows: fields(), document: schema });
    });
}
