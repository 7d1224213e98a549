import { type JsonSchema, nullable, types } from "../schema/index.ts";

// keystone/identity/schema.py, in its order of keys.

const properties: Readonly<Record<string, JsonSchema>> = {
  description: nullable(types.description),
  domain_id: types.idString,
  name: types.name,
};

export const groupCreate: JsonSchema = { type: "object", properties, required: ["name"], additionalProperties: true };
export const groupUpdate: JsonSchema = { type: "object", properties, minProperties: 1, additionalProperties: true };
