import { type JsonSchema, nullable, types } from "../../schema/index.ts";

// keystone/catalog/schema.py, in its order of keys.

const properties: Readonly<Record<string, JsonSchema>> = {
  description: nullable(types.description),
  filters: { type: "object" },
  name: types.name,
};

export const endpointGroupCreate: JsonSchema = { type: "object", properties, required: ["name", "filters"] };
export const endpointGroupUpdate: JsonSchema = { type: "object", properties, minProperties: 1 };
