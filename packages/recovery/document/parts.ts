import type { IntegerPart, ListPart, MapPart, TextPart } from "@multisite/kernel/document";

export const siteName = (description: string): TextPart => ({
  type: "string",
  pattern: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
  maxLength: 63,
  description,
});

/** A name that OpenStack lets users choose. */
export const anyName = (description: string): TextPart => ({ type: "string", minLength: 1, maxLength: 255, description });

export const count = (description: string, minimum: number, maximum: number, byDefault?: number): IntegerPart => ({
  type: "integer",
  minimum,
  maximum,
  description,
  ...(byDefault === undefined ? {} : { default: byDefault }),
});

export const mapped = (what: string): ListPart => ({
  type: "array",
  default: [],
  description: `${what} that have another name at the backup site.`,
  items: {
    type: "object",
    description: "One of them.",
    required: ["from", "to"],
    additionalProperties: false,
    properties: { from: anyName("Its name at the primary site."), to: anyName("Its name at the backup site.") },
  },
});

export const planSite = (description: string): MapPart => ({
  type: "object",
  description,
  required: ["site", "project"],
  additionalProperties: false,
  properties: {
    site: siteName("The site's name, as the star's document has it."),
    project: anyName("Name or ID of the project there."),
  },
});
