import type { JsonSchema } from "./validate.ts";

// The building blocks of Keystone's request schemas (keystone/common/validation/parameter_types.py).

export const boolean: JsonSchema = { type: "boolean", enum: [true, false] };
export const name: JsonSchema = { type: "string", minLength: 1, maxLength: 255, pattern: "[\\S]+" };
export const externalIdString: JsonSchema = { type: "string", minLength: 1, maxLength: 64 };
export const idString: JsonSchema = { type: "string", minLength: 1, maxLength: 64, pattern: "^[a-zA-Z0-9-]+$" };
export const description: JsonSchema = { type: "string" };
export const url: JsonSchema = { type: "string", minLength: 0, maxLength: 225, pattern: "^[a-zA-Z0-9+.-]+:.+" };
