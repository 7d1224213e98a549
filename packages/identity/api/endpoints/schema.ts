import { type JsonSchema, types } from "../schema/index.ts";

// keystone/catalog/schema.py, in its order of keys.

const properties: Readonly<Record<string, JsonSchema>> = {
  enabled: types.boolean,
  interface: { type: "string", enum: ["admin", "internal", "public"] },
  region_id: { type: "string" },
  region: { type: "string" },
  service_id: { type: "string" },
  url: types.url,
};

export const endpointCreate: JsonSchema = {
  type: "object",
  properties,
  required: ["interface", "service_id", "url"],
  additionalProperties: true,
};
export const endpointUpdate: JsonSchema = { type: "object", properties, minProperties: 1, additionalProperties: true };
