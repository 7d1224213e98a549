import { starFields, starSchema } from "@multisite/identity/star";
import type { DocumentField } from "@multisite/kernel/document";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import { type OutputOptions, outputOption } from "../options.ts";

const NOTES = `
As a table, the fields; as JSON, the JSON Schema (draft 2020-12) that editors check documents with.

Examples:
  multisite star schema
  multisite star schema --output json > identity-star.schema.json
`;

const COLUMNS: readonly Column<DocumentField>[] = [
  { heading: "field", cell: ({ field }) => field },
  { heading: "type", cell: ({ type }) => type },
  { heading: "default", cell: ({ isRequired, default: value }) => (isRequired ? "(required)" : (JSON.stringify(value) ?? "")) },
  { heading: "meaning", cell: ({ description }) => description },
];

/** `multisite star schema`. */
export function schemaCommand({ terminal }: CommandContext): Command {
  return new Command("schema")
    .description("print every field of a star's document, or its JSON Schema")
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async (flags: OutputOptions) => {
      showRows(terminal, flags.output, { columns: COLUMNS, rows: starFields(), document: starSchema });
    });
}
