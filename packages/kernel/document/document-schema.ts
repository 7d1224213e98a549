import type { MapPart, TextPart } from "./schema-part.ts";

/** What documents of a kind have that others have not. */
export interface KindOfDocument {
  /** `IdentityStar`. */
  readonly kind: string;
  readonly description: string;
  /** In a sentence: `star`. */
  readonly called: string;
  readonly name: TextPart;
  readonly spec: MapPart;
}

const FREE_TEXT: TextPart = { type: "string", maxLength: 4096 };

/** The JSON Schema of a whole document: version, kind, metadata and spec, as all kinds have them. */
export function documentSchema({
  kind,
  description,
  called,
  name,
  spec,
}: KindOfDocument): MapPart & Readonly<Record<string, unknown>> {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: kind,
    description,
    type: "object",
    required: ["apiVersion", "kind", "metadata", "spec"],
    additionalProperties: false,
    properties: {
      apiVersion: { type: "string", enum: ["multisite/v1"], description: "Version of the document's form." },
      kind: { type: "string", enum: [kind], description: "What is described." },
      metadata: {
        type: "object",
        description: `What the ${called} is called.`,
        required: ["name"],
        additionalProperties: false,
        properties: {
          name,
          labels: {
            type: "object",
            description: "Short texts to select by, for your own tools.",
            properties: {},
            additionalProperties: FREE_TEXT,
          },
          annotations: {
            type: "object",
            description: "Notes, for your own tools.",
            properties: {},
            additionalProperties: FREE_TEXT,
          },
        },
      },
      spec,
    },
  };
}
