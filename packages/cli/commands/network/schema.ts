import { networkFields, networkSchema } from "@multisite/network";
import type { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { schemaDocumentCommand } from "../document/index.ts";

const NOTES = `
As a table, the fields; as JSON, the JSON Schema (draft 2020-12) that editors check documents with.

Examples:
  multisite network schema
  multisite network schema --output json > stretched-network.schema.json
`;

/** `multisite network schema`. */
export function schemaCommand(context: CommandContext): Command {
  return schemaDocumentCommand(context, {
    description: "print every field of a stretched network's document, or its JSON Schema",
    notes: NOTES,
    fields: networkFields,
    schema: networkSchema,
  });
}
