import type { SchemaPart } from "./schema-part.ts";

/** One field of the document, for manuals. */
export interface DocumentField {
  /** `spec.sites[].nodes[].follows`. */
  readonly field: string;
  readonly type: string;
  readonly isRequired: boolean;
  /** Undefined when a missing field stays missing, or gets what its description says. */
  readonly default: unknown;
  readonly description: string;
}

/** Every field of a document, in the order of its schema. */
export function documentFields(schema: SchemaPart): readonly DocumentField[] {
  return fieldsOf("", schema);
}

function fieldsOf(prefix: string, part: SchemaPart): readonly DocumentField[] {
  if (part.type === "array") return fieldsOf(`${prefix}[]`, part.items);
  if (part.type !== "object") return [];
  return Object.entries(part.properties).flatMap(([name, inner]) => {
    const field = prefix === "" ? name : `${prefix}.${name}`;
    const isRequired = part.required?.includes(name) ?? false;
    const row = { field, type: typeText(inner), isRequired, default: inner.default, description: inner.description ?? "" };
    return [row, ...fieldsOf(field, inner)];
  });
}

function typeText(part: SchemaPart): string {
  switch (part.type) {
    case "object":
      return part.additionalProperties === false ? "fields" : "texts by name";
    case "array":
      return part.items.type === "object" ? "list" : `list of ${part.items.type === "string" ? "texts" : "numbers"}`;
    case "string":
      return part.enum?.join(" | ") ?? "text";
    case "integer":
      return part.maximum >= 315_360_000 ? `number from ${part.minimum}` : `number from ${part.minimum} to ${part.maximum}`;
  }
}
