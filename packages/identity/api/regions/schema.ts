import { type JsonSchema, nullable, types } from "../schema/index.ts";

// keystone/catalog/schema.py, in its order of keys.

const properties: Readonly<Record<string, JsonSchema>> = {
  description: nullable(types.description),
  id: { type: "string" },
  parent_region_id: { type: ["string", "null"] },
};

export const regionCreate: JsonSchema = { type: "object", properties, additionalProperties: true };
export const regionUpdate: JsonSchema = { type: "object", properties, minProperties: 1, additionalProperties: true };
