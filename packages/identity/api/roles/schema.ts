import { optionsSchema, roleOptions } from "../../options/index.ts";
import { type JsonSchema, types } from "../schema/index.ts";

const properties: Readonly<Record<string, JsonSchema>> = {
  name: types.name,
  description: types.description,
  options: optionsSchema(roleOptions),
};

/** keystone/assignment/schema.py, role_create. */
export const roleCreate: JsonSchema = { type: "object", properties, required: ["name"], additionalProperties: true };

/** keystone/assignment/schema.py, role_update. */
export const roleUpdate: JsonSchema = { type: "object", properties, minProperties: 1, additionalProperties: true };
