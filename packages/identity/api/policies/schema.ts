import type { JsonSchema } from "../schema/index.ts";

// keystone/policy/schema.py, in its order of keys.

const properties: Readonly<Record<string, JsonSchema>> = {
  blob: { type: "string" },
  type: { type: "string", maxLength: 255 },
};

export const policyCreate: JsonSchema = {
  type: "object",
  properties,
  required: ["blob", "type"],
  additionalProperties: true,
};
export const policyUpdate: JsonSchema = { type: "object", properties, minProperties: 1, additionalProperties: true };
