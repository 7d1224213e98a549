import { optionsSchema, userOptions } from "../../options/index.ts";
import { type JsonSchema, nullable, types } from "../schema/index.ts";

// keystone/identity/schema.py, in its order of keys.

const text: JsonSchema = { type: "string" };

const federatedObject: JsonSchema = {
  type: "object",
  properties: {
    idp_id: text,
    protocols: {
      type: "array",
      items: {
        type: "object",
        properties: { protocol_id: text, unique_id: text },
        required: ["protocol_id", "unique_id"],
      },
      minItems: 1,
    },
  },
  required: ["idp_id", "protocols"],
};

const properties: Readonly<Record<string, JsonSchema>> = {
  default_project_id: nullable(types.idString),
  description: nullable(types.description),
  domain_id: types.idString,
  enabled: types.boolean,
  federated: { type: "array", items: federatedObject },
  name: types.name,
  password: { type: ["string", "null"] },
  options: optionsSchema(userOptions),
};

export const userCreate: JsonSchema = { type: "object", properties, required: ["name"], additionalProperties: true };
export const userUpdate: JsonSchema = { type: "object", properties, minProperties: 1, additionalProperties: true };

export const passwordChange: JsonSchema = {
  type: "object",
  properties: { original_password: text, password: text },
  required: ["original_password", "password"],
  additionalProperties: false,
};
