import { type JsonSchema, types } from "../schema/index.ts";

// keystone/catalog/schema.py, in its order of keys.

const properties: Readonly<Record<string, JsonSchema>> = {
  enabled: types.boolean,
  name: types.name,
  type: { type: "string", minLength: 1, maxLength: 255 },
};

export const serviceCreate: JsonSchema = { type: "object", properties, required: ["type"], additionalProperties: true };
export const serviceUpdate: JsonSchema = { type: "object", properties, minProperties: 1, additionalProperties: true };
