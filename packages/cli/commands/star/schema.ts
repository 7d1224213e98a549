import { starFields, starSchema } from "@multisite/identity/star";
import type { Command } from "commander";
import type { CommandContext } from "../../context.ts";
import { schemaDocumentCommand } from "../document/index.ts";

const NOTES = `
As a table, the fields; as JSON, the JSON Schema (draft 2020-12) that editors check documents with.

Examples:
  multisite star schema
  multisite star schema --output json > identity-star.schema.json
`;

/** `multisite star schema`. */
export function schemaCommand(context: CommandContext): Command {
  return schemaDocumentCommand(context, {
    description: "print every field of a star's document, or its JSON Schema",
    notes: NOTES,
    fields: starFields,
    schema: starSchema,
  });
}
