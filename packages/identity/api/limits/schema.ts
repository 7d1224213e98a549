import { limitValue, resourceName } from "../registered-limits/schema.ts";
import { type JsonSchema, nullable, types } from "../schema/index.ts";

// keystone/limit/schema.py, in its order of keys.

const shared: Readonly<Record<string, JsonSchema>> = {
  service_id: types.idString,
  region_id: { type: "string" },
  resource_name: resourceName,
  resource_limit: limitValue,
  description: nullable(types.description),
};

const ownedBy = (owner: "project_id" | "domain_id"): JsonSchema => ({
  properties: { [owner]: types.idString, ...shared },
  required: [owner, "service_id", "resource_name", "resource_limit"],
  additionalProperties: false,
});

export const limitCreate: JsonSchema = {
  type: "array",
  items: { type: "object", oneOf: [ownedBy("project_id"), ownedBy("domain_id")] },
  minItems: 1,
};

export const limitUpdate: JsonSchema = {
  type: "object",
  properties: { resource_limit: limitValue, description: nullable(types.description) },
  additionalProperties: false,
};
