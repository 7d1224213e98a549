import type { DocumentField } from "@multisite/kernel/document";
import { networkFields, networkSchema } from "@multisite/network";
import { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { showRows } from "../../output/index.ts";
import type { Column } from "../../output/table.ts";
import { type OutputOptions, outputOption } from "../options.ts";

const NOTES = `
As a table, the fields; as JSON, the JSON Schema (draft 2020-12) that editors check documents with.

Examples:
  multisite network schema
  multisite network schema --output json > stretched-network.schema.json
`;

const COLUMNS: readonly Column<DocumentField>[] = [
  { heading: "field", cell: ({ field }) => field },
  { heading: "type", cell: ({ type }) => type },
  { heading: "default", cell: ({ isRequired, default: value }) => (isRequired ? "(required)" : (JSON.stringify(value) ?? "")) },
  { heading: "meaning", cell: ({ description }) => description },
];

/** `multisite network schema`. */
export function schemaCommand({ terminal }: CommandContext): Command {
  return new Command("schema")
    .description("print every field of a stretched network's document, or its JSON Schema")
    .addOption(outputOption())
    .addHelpText("after", NOTES)
    .action(async ({ output }: OutputOptions) => {
      showRows(terminal, output, { columns: COLUMNS, rows: networkFields(), document: networkSchema });
    });
}
