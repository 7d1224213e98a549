import { type JsonSchema, nullable, types } from "../schema/index.ts";

// keystone/limit/schema.py, in its order of keys.

/** What a limit may be: -1 for no limit, up to the largest signed 32-bit integer. */
export const limitValue: JsonSchema = { type: "integer", minimum: -1, maximum: 0x7fffffff };
export const resourceName: JsonSchema = { type: "string", minLength: 1, maxLength: 255 };

const properties: Readonly<Record<string, JsonSchema>> = {
  service_id: types.idString,
  region_id: { type: ["null", "string"] },
  resource_name: resourceName,
  default_limit: limitValue,
  description: nullable(types.description),
};

export const registeredLimitCreate: JsonSchema = {
  type: "array",
  items: {
    type: "object",
    properties,
    additionalProperties: false,
    required: ["service_id", "resource_name", "default_limit"],
  },
  minItems: 1,
};

export const registeredLimitUpdate: JsonSchema = { type: "object", properties, additionalProperties: false };
