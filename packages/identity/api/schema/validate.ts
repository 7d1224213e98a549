import { badRequest } from "../../errors/index.ts";
import { findViolation } from "./violation.ts";

/** The part of JSON Schema draft 4 that Keystone's request schemas use. Key order matters: the first violation is reported. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly enum?: readonly unknown[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly not?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/**
 * Rejects a body that does not fit its schema with Keystone's 400: the first line of the text is that of Python's jsonschema,
 * with the path in front when the violation is inside (keystone/common/validation/validators.py, SchemaValidator).
 */
export function validateSchema(schema: JsonSchema, value: unknown): void {
  const violation = findViolation(schema, value, []);
  if (!violation) return;
  const path = violation.path.join("/");
  throw badRequest(path ? `Invalid input for field '${path}': ${violation.message}` : violation.message);
}

/** The same schema, also open to null (keystone/common/validation/__init__.py, nullable). */
export function nullable(schema: JsonSchema): JsonSchema {
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  return {
    ...schema,
    type: [...types, "null"],
    ...(schema.enum ? { enum: schema.enum.includes(null) ? schema.enum : [...schema.enum, null] } : {}),
  };
}
